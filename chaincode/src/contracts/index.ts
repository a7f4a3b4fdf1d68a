import { AgenciesContract } from './agencies.js';
import { ApplicationsContract } from './applications.js';
import type { Services } from './call.js';
import { CatalogueContract } from './catalogue.js';
import { ConsentsContract } from './consents.js';
import { DeclarantsContract } from './declarants.js';
import { DeclarationsContract } from './declarations.js';
import { MandatesContract } from './mandates.js';
import type { OnceContract } from './once-contract.js';
import { ReadingsContract } from './readings.js';

export type { Services } from './call.js';

/** What fabric-shim makes instances of, without arguments. */
export type ContractClass = new () => OnceContract;

const CONTRACTS: readonly (new (services: Services) => OnceContract)[] = [
  AgenciesContract,
  CatalogueContract,
  DeclarantsContract,
  MandatesContract,
  DeclarationsContract,
  ConsentsContract,
  ApplicationsContract,
  ReadingsContract,
];

/** Contract classes that close over their services, so that many ledgers and organizations can live in one process. */
export function bindContracts(services: Services): ContractClass[] {
  return CONTRACTS.map((Base) => {
    const Bound = class extends Base {
      constructor() {
        super(services);
      }
    };
    // fabric-contract-api finds what @Info says of a class by the class's name.
    Object.defineProperty(Bound, 'name', { value: Base.name });
    return Bound;
  });
}
