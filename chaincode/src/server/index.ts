export { DirectChaincode, type ChaincodeResponse } from './direct-chaincode.js';
export { MessageStream } from './message-stream.js';
export { ChaincodeServer, type ServerOptions } from './chaincode-server.js';
