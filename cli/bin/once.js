#!/usr/bin/env node
// fabric-contract-api logs every decorator to standard output unless told otherwise before it is imported.
process.env.CORE_CHAINCODE_LOGGING_LEVEL ??= 'CRITICAL';

const { run } = await import('../dist/index.js');
process.exitCode = await run(process.argv.slice(2));
