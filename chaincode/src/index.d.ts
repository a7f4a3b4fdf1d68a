export type { ChaincodeConfiguration } from './configuration.js';
