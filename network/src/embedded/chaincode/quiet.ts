/**
 * fabric-shim and fabric-contract-api log to standard output from the moment they are imported and once for every
 * refused transaction; that would spoil `--json`. Imported before them. Whoever wants their log sets the variable.
 */
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';
