import { openRuntime } from '@onceledger/cli/runtime';

/** Custodians and collectors of a home, until they are killed: `node collector.js HOME`. */
const [home = ''] = process.argv.slice(2);
await openRuntime({ home });
process.send?.('ready');
