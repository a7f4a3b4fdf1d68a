/** Parsers of everything that comes from outside in the form of a record, or of a part of one. */
export { BODY_PARSERS, parseBody, type BodyOf } from './bodies.js';
export { parseAgencyBody, parseBootstrapBody, parseSettings } from './parse-agency.js';
export { parseCatalogueEntry } from './parse-catalogue.js';
export { MAX_CLAIMS } from './parse-common.js';
export { MAX_SEALED_BYTES, parseClearBody, parseSealedPart } from './parse-declaration.js';
export { MAX_DELIVERY, parseDelivery, parseDeliveryContent } from './parse-reading.js';
export {
  parseAgencyRecord,
  parseApplicationRecord,
  parseCatalogueRecord,
  parseConsentRecord,
  parseCustodyRecord,
  parseDeclarantRecord,
  parseDeclarationRecord,
  parseMandateRecord,
  parseReadingRecord,
  parseRecord,
  parseSettingsRecord,
  type AnyRecord,
} from './parse-record.js';
