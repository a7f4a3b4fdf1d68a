import type { JsonObject, JsonValue, SignedAct } from '@onceledger/chaincode/domain';
import { consentBody, requestBody } from './contract-bodies.js';
import { actorOf, draft, HOME, newWorld, TAX } from './contract-scenes.js';
import { json, PERSON, type World } from './contract-world.js';

/** The person whose records are blinded. */
export const CITIZEN = actorOf(PERSON);
/** Organizations of the custodian of residences, and of the tax office that reads them. */
export const PARTIES = ['government-affairs', 'tax'];
export const [CUSTODIAN] = PARTIES as [string];

/** A ledger on which the person has declared a residence. */
export async function newResidentWorld(): Promise<World> {
  const world = await newWorld('government-affairs');
  const { body, transient } = draft(world, { type: 'residence', declarant: PERSON });
  await world.act('declaration.declare', CITIZEN, body, { transient });
  return world;
}

/** The transient map's evidence: acts by the blinded record that they are of. */
export function evidence(of: Readonly<Record<string, readonly SignedAct[]>>): JsonObject {
  return Object.fromEntries(Object.entries(of).map(([id, acts]) => [id, acts.map(json)]));
}

interface Granted {
  readonly id: string;
  readonly grant: SignedAct;
}

/** What the person and the tax office do, blinded. */
export class ResidentScenes {
  readonly #world: () => World;

  constructor(world: () => World) {
    this.#world = world;
  }

  consenting(more: JsonObject = {}): JsonObject {
    const given = { declarant: PERSON, item: 'deduct-housing', type: 'residence' };
    return consentBody(this.#world(), { ...given, claims: ['address', 'region'], ...more });
  }

  asking(consent: JsonValue, more: JsonObject = {}): JsonObject {
    return requestBody(this.#world(), {
      declaration: HOME,
      claims: ['address', 'region'],
      purpose: { kind: 'item', item: 'deduct-housing' },
      basis: { kind: 'consent', consent },
      ...more,
    });
  }

  /** Signs and submits. @returns what was signed: only its digest is on the channel */
  async blind(
    kind: Parameters<World['sign']>[0],
    actor: string,
    body: JsonObject,
    transient: Readonly<Record<string, JsonValue>> = {},
  ): Promise<SignedAct> {
    const signed = this.#world().sign(kind, actor, body);
    await this.#world().send(kind, signed, { blinded: true, transient });
    return signed;
  }

  async consented(): Promise<Granted> {
    const body = this.consenting();
    const grant = await this.blind('consent.grant', CITIZEN, body);
    return { id: body['consent'] as string, grant };
  }

  /** By a mark in the collection of `party`. */
  revoked({ id, grant }: Granted, party = CUSTODIAN, actor = CITIZEN): Promise<SignedAct> {
    const transient = { evidence: evidence({ [id]: [grant] }), party };
    return this.blind('consent.revoke', actor, { target: id }, transient);
  }

  async requested(consent: string): Promise<{ readonly id: string; readonly act: SignedAct }> {
    const body = this.asking(consent);
    const act = await this.blind('reading.request', TAX, body);
    return { id: body['reading'] as string, act };
  }

  /** What stands in an organization's implicit collection; null where nothing does. */
  implicit(organization: string, name: string): JsonValue {
    const values = this.#world().peer.state.get(`_implicit_org_${organization}`);
    return JSON.parse(values?.get(name)?.toString() ?? 'null') as JsonValue;
  }
}
