export { actSigningInput, assembleAct, parseAct } from './jws.js';
export { keyId, parsePublicJwk } from './public-jwk.js';
export { parseSignedAct, verifyAct, verifyParsedAct } from './signed-act.js';
