import {
  startChaincode,
  stopProcess,
  watched,
  type ChaincodePlace,
  type FabricNetwork,
} from '@onceledger/network/fabric';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Those organizations replace their chaincode process by one that has the forger's contract, too, lies about the status of
 * declarations, and compares no ledger where a client asks for that: Fabric binds no code.
 */
export async function runForgers(
  network: FabricNetwork,
  organizations: readonly string[],
  code: string,
): Promise<void> {
  const forger = new URL('./forger.js', import.meta.url).href;
  const weakened = new URL('./weakened-contracts.js', import.meta.url).href;
  const genuine = import.meta.resolve('@onceledger/chaincode');
  await mkdir(code);
  const about = { main: 'index.js', name: 'forger', type: 'module', version: '1.0.0' };
  await writeFile(path.join(code, 'package.json'), JSON.stringify(about));
  await writeFile(
    path.join(code, 'index.js'),
    `import { contracts as genuine } from ${JSON.stringify(genuine)};
import { Forger } from ${JSON.stringify(forger)};
import { weakened } from ${JSON.stringify(weakened)};
export const contracts = [...genuine.map(weakened), Forger];
for (const { prototype } of genuine) {
  const declarations = Object.getPrototypeOf(prototype);
  if (!Object.hasOwn(declarations, 'attest')) continue;
  const { show } = declarations;
  declarations.show = async function (...given) {
    return (await show.apply(this, given)).replace('"status":"declared"', '"status":"attested"');
  };
}
`,
  );
  for (const organization of organizations) {
    await stopChaincode(network, organization);
    await startForger(network, organization, code);
  }
}

export async function startForger(network: FabricNetwork, organization: string, code: string): Promise<void> {
  await startChaincode(network, { ...chaincodeOf(network, organization), code });
}

export async function stopChaincode(network: FabricNetwork, organization: string): Promise<void> {
  await stopProcess(watched(network.places, chaincodeOf(network, organization)));
}

function chaincodeOf({ topology }: FabricNetwork, organization: string): ChaincodePlace {
  return topology.chaincodes.find((place) => place.organization === organization)!;
}

/** What became of a transaction: its validation code, or the error of who did not endorse it. */
export async function codeOf(attack: Promise<unknown>): Promise<unknown> {
  try {
    await attack;
    return 'VALID';
  } catch (error) {
    const { code, name } = error as { readonly code?: number; readonly name: string };
    return name === 'CommitError' ? code : name;
  }
}
