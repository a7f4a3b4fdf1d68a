import type { LedgerId } from '@onceledger/chaincode/domain';
import { createLedger } from '@onceledger/network/embedded';
import { writeFile } from 'node:fs/promises';
import { layout, HOME_FORMAT } from '../home/layout.js';
import { copyCatalogue, fillLedger, writeConsortium, writeWallets } from './make-home.js';
import { makeNewHome } from './new-home.js';
import { openRuntime } from './open.js';
import type { InitOptions } from './runtime.js';

export interface MadeHome {
  readonly ledger: LedgerId;
  readonly organizations: number;
  readonly agencies: number;
  readonly entries: number;
}

/** Makes a home: keys, consortium file, ledger, agencies, catalogue, trust file. HOME_EXISTS, CONFIGURATION_INVALID. */
export function initHome(options: InitOptions): Promise<MadeHome> {
  return makeNewHome(options.home, (home) => build({ ...options, home }));
}

async function build(options: InitOptions): Promise<MadeHome> {
  const places = layout(options.home);
  await copyCatalogue(options);
  const consortium = await writeConsortium(options, 'embedded');
  const { ledger } = await createLedger({
    directory: places.ledger,
    consortium,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.storage === undefined ? {} : { storage: options.storage }),
  });
  await writeWallets(options.home, consortium);
  await writeFile(places.format, `${HOME_FORMAT}\n`);
  const runtime = await openRuntime(options);
  try {
    const entries = await fillLedger(runtime, () => 'embedded', options.onProgress);
    const { organizations, agencies } = consortium;
    return { ledger, organizations: organizations.length, agencies: agencies.length, entries };
  } catch (error) {
    // Nothing of this home stays, so that no outcome is left unknown: what stopped its ledger is what failed.
    throw runtime.node?.failure ?? error;
  } finally {
    await runtime.close();
  }
}
