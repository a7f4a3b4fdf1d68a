import { actorOf, draft, newWorld } from './contract-scenes.js';
import { PERSON, type World } from './contract-world.js';

/** The person whose records are blinded. */
export const CITIZEN = actorOf(PERSON);
/** Organizations of the custodian of residences, and of the tax office that reads them. */
export const PARTIES = ['government-affairs', 'tax'];

/** A ledger on which the person has declared a residence. */
export async function newResidentWorld(): Promise<World> {
  const world = await newWorld('government-affairs');
  const { body, transient } = draft(world, { type: 'residence', declarant: PERSON });
  await world.act('declaration.declare', CITIZEN, body, { transient });
  return world;
}
