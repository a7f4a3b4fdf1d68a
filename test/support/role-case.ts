import type { ActKind, ErrorCode, JsonObject, JsonValue } from '@onceledger/chaincode/domain';
import { actorOf, COMMERCE, MARKET, POLICE, SUPERVISOR, TAX } from './contract-scenes.js';
import { ENTERPRISE, OTHER, PERSON, type World } from './contract-world.js';

export const OWNER = actorOf(ENTERPRISE);
export const ACTORS = [
  MARKET,
  TAX,
  COMMERCE,
  POLICE,
  SUPERVISOR,
  OWNER,
  actorOf(OTHER),
  actorOf(PERSON),
] as const;

type Expected = ErrorCode | 'ok';
/** In the order of ACTORS: market regulation, tax, commerce, public security, supervisor, owner, another enterprise, a person. */
export type Row = readonly [Expected, Expected, Expected, Expected, Expected, Expected, Expected, Expected];

export interface Scene {
  readonly body: JsonObject;
  readonly transient?: Readonly<Record<string, JsonValue>>;
}

/** One act, from a ledger on which it could be done, tried by every actor. */
export interface Case {
  readonly act: ActKind;
  readonly what: string;
  readonly prepare: (world: World) => Scene | Promise<Scene>;
  readonly expected: Row;
}
