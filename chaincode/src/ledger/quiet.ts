import { createRequire } from 'node:module';

/**
 * Imported before fabric-contract-api, whose decorators log every class and method to standard output on import and would
 * spoil `--json`. Whoever wants its log sets CORE_CHAINCODE_LOGGING_LEVEL; CRITICAL is the level at which it says nothing.
 */
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';

/** Loggers that write on the way of every transaction. */
const BUSY: Readonly<Record<string, readonly string[]>> = {
  'fabric-shim/lib/logger.js': [
    'contracts-spi/chaincodefromcontract.js',
    'contracts-spi/datamarshall.js',
    'lib/chaincode.js',
    'lib/handler.js',
    'lib/iterators.js',
    'lib/stub.js',
  ],
  'fabric-contract-api/lib/logger.js': ['./lib/contract.js', './lib/jsontransactionserializer.js'],
};

interface Logger {
  level: string;
  debug: (...messages: unknown[]) => unknown;
  info: (...messages: unknown[]) => unknown;
}

/**
 * Both packages format each message, dates and stacks included, before they find that its level is off: that is most of
 * what a call through them costs. Where nobody asked for them, the messages are dropped unformatted.
 */
const require = createRequire(import.meta.url);
for (const [module, names] of Object.entries(BUSY)) {
  // The modules' own loggers, which have no types: winston's, of which these two members are used.
  const { getLogger } = require(module) as { getLogger: (name: string) => Logger };
  for (const logger of names.map(getLogger)) {
    if (logger.level !== 'debug') logger.debug = () => logger;
    if (!['debug', 'info'].includes(logger.level)) logger.info = () => logger;
  }
}
