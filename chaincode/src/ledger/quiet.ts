/**
 * Imported before fabric-contract-api, whose decorators log every class and method to standard output on import and
 * would spoil `--json`. Whoever wants its log sets the variable; CRITICAL is the level at which it says nothing.
 */
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';
