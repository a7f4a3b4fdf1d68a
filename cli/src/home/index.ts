export { completeEntry, parseEntryFile, type EntryDraft } from './catalogue.js';
export { fillKeys } from './consortium-template.js';
export { filesBelow } from './copies.js';
export { DEFAULT_CATALOGUE, DEFAULT_CONSORTIUM, shippedMap } from './data.js';
export { layout } from './layout.js';
export { readSums } from './sums.js';
