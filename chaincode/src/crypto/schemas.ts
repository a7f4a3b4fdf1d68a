import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import {
  boundFaults,
  digestOf,
  parseResidentNumber,
  parseUscc,
  memberPath,
  type Digest,
  type Fault,
  type JsonObject,
  type JsonValue,
  type SchemaCompiler,
} from '../domain/index.js';
import { LruCache } from './lru-cache.js';

const DEFAULT_SCHEMAS = 500;
const MAX_FAULTS = 100;
type Validator = (value: JsonValue) => readonly Fault[];

/**
 * JSON Schema 2020-12 on ajv, for schemas that keep to the profile. Compiling costs milliseconds, so validators are kept by
 * the schema's digest, the least recently used going first.
 */
export class AjvSchemas implements SchemaCompiler {
  readonly #ajv = newAjv();
  readonly #validators: LruCache<Digest, Validator>;

  constructor({ maxSchemas = DEFAULT_SCHEMAS }: { readonly maxSchemas?: number } = {}) {
    this.#validators = new LruCache(maxSchemas);
  }

  compile(schema: JsonObject): Validator {
    return this.#validators.get(digestOf(schema), () => this.#compile(schema));
  }

  #compile(schema: JsonObject): Validator {
    const validate = this.#ajv.compile(schema);
    // ajv would keep every schema for ever.
    this.#ajv.removeSchema(schema);
    return (value) => {
      const outside = boundFaults(schema, value);
      return outside.length > 0 ? outside.slice(0, MAX_FAULTS) : faultsOf(validate, value);
    };
  }
}

function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: false,
    // The profile is stricter than the meta-schema and was asserted before.
    meta: false,
    validateSchema: false,
    logger: false,
  });
  formats.default(ajv, ['date', 'date-time']);
  ajv.addFormat('uscc', { type: 'string', validate: (text: string) => accepts(parseUscc, text) });
  ajv.addFormat('resident-number', {
    type: 'string',
    validate: (text: string) => accepts(parseResidentNumber, text),
  });
  return ajv;
}

function accepts(parse: (text: unknown) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

function faultsOf(validate: ValidateFunction, value: JsonValue): readonly Fault[] {
  return validate(value) ? [] : (validate.errors ?? []).slice(0, MAX_FAULTS).map(toFault);
}

/** Where and what, without the value: ajv's messages tell of the schema only. */
function toFault({ instancePath, keyword, message = 'is not valid', params }: ErrorObject): Fault {
  const { missingProperty, additionalProperty } = params as {
    missingProperty?: string;
    additionalProperty?: string;
  };
  if (keyword === 'required' && missingProperty !== undefined) {
    return { path: memberPath(instancePath, missingProperty), problem: 'is missing' };
  }
  if (keyword === 'additionalProperties' && additionalProperty !== undefined) {
    return { path: memberPath(instancePath, additionalProperty), problem: 'is not a known member' };
  }
  return { path: instancePath, problem: message };
}
