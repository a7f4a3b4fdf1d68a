export { csvRows, type CsvRow } from './csv.js';
export { parseImportMap, type ImportMap } from './map.js';
export { registerRows, type RegisterRow } from './register.js';
export { transform } from './transforms.js';
