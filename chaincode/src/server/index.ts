export { DirectChaincode, type ChaincodeResponse } from './direct-chaincode.js';
export { ChaincodeServer, type ServerOptions } from './chaincode-server.js';
