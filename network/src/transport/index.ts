export { broadcast } from './broadcasting.js';
export { Discovery } from './discovery.js';
export { collectEndorsements } from './endorsing.js';
export { networkClient, type NetworkClient, type NetworkClientOptions } from './network-client.js';
export { loadFabricNetwork } from './sdk.js';
export type * from './sdk.js';
