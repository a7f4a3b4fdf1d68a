import type { JsonValue } from '../json.js';
import type { ActKind } from '../operations.js';
import { parseWith, type Parser } from '../parse/index.js';
import type { AgencyBody } from './agency.js';
import type { EntryDecisionBody, FileBody } from './catalogue.js';
import type {
  EndBody,
  EnrolBody,
  MandateBody,
  RecoverBody,
  RecoverSupportBody,
  RotateBody,
  SetStatusBody,
  StopRecoveryBody,
  VouchBody,
} from './declarant.js';
import type { CustodyBody, DeclarationBody, ResealBody, StatusBody } from './declaration.js';
import { agencyBody } from './parse-agency.js';
import { entryDecisionBody, fileBody } from './parse-catalogue.js';
import * as declarants from './parse-declarant.js';
import { custodyBody, declarationBody, resealBody, statusBody } from './parse-declaration.js';
import {
  answerBody,
  applicationBody,
  consentBody,
  receiveBody,
  refuseBody,
  requestBody,
} from './parse-reading.js';
import type {
  AnswerBody,
  ApplicationBody,
  ConsentBody,
  ReceiveBody,
  RefuseBody,
  RequestBody,
} from './reading.js';

/** Which body each act signs. */
interface Bodies {
  'agency.amend': AgencyBody;
  'catalogue.file': FileBody;
  'catalogue.approve': EntryDecisionBody;
  'catalogue.retire': EntryDecisionBody;
  'declarant.enrol': EnrolBody;
  'declarant.vouch': VouchBody;
  'declarant.rotate': RotateBody;
  'declarant.recover': RecoverBody;
  'declarant.recover-support': RecoverSupportBody;
  'declarant.stop-recovery': StopRecoveryBody;
  'declarant.set-status': SetStatusBody;
  'mandate.grant': MandateBody;
  'mandate.revoke': EndBody;
  'declaration.declare': DeclarationBody;
  'declaration.amend': DeclarationBody;
  'declaration.withdraw': StatusBody;
  'declaration.attest': StatusBody;
  'declaration.refuse': StatusBody;
  'declaration.suspend': StatusBody;
  'declaration.reinstate': StatusBody;
  'declaration.revoke': StatusBody;
  'custody.report': CustodyBody;
  'custody.reseal': ResealBody;
  'consent.grant': ConsentBody;
  'consent.revoke': EndBody;
  'application.apply': ApplicationBody;
  'application.close': EndBody;
  'reading.request': RequestBody;
  'reading.answer': AnswerBody;
  'reading.refuse': RefuseBody;
  'reading.receive': ReceiveBody;
}
export type BodyOf<K extends ActKind> = Bodies[K];

const PARSERS: { readonly [K in ActKind]: Parser<Bodies[K]> } = {
  'agency.amend': agencyBody,
  'catalogue.file': fileBody,
  'catalogue.approve': entryDecisionBody,
  'catalogue.retire': entryDecisionBody,
  'declarant.enrol': declarants.enrolBody,
  'declarant.vouch': declarants.vouchBody,
  'declarant.rotate': declarants.rotateBody,
  'declarant.recover': declarants.recoverBody,
  'declarant.recover-support': declarants.recoverSupportBody,
  'declarant.stop-recovery': declarants.stopRecoveryBody,
  'declarant.set-status': declarants.setStatusBody,
  'mandate.grant': declarants.mandateBody,
  'mandate.revoke': declarants.endBody,
  'declaration.declare': declarationBody,
  'declaration.amend': declarationBody,
  'declaration.withdraw': statusBody('declaration.withdraw'),
  'declaration.attest': statusBody('declaration.attest'),
  'declaration.refuse': statusBody('declaration.refuse'),
  'declaration.suspend': statusBody('declaration.suspend'),
  'declaration.reinstate': statusBody('declaration.reinstate'),
  'declaration.revoke': statusBody('declaration.revoke'),
  'custody.report': custodyBody,
  'custody.reseal': resealBody,
  'consent.grant': consentBody,
  'consent.revoke': declarants.endBody,
  'application.apply': applicationBody,
  'application.close': declarants.endBody,
  'reading.request': requestBody,
  'reading.answer': answerBody,
  'reading.refuse': refuseBody,
  'reading.receive': receiveBody,
};

/** Reads the body of an act of the given kind. @throws INPUT_INVALID with every fault and its path */
export function parseBody<K extends ActKind>(kind: K, body: JsonValue): BodyOf<K> {
  return parseWith<BodyOf<K>>(PARSERS[kind], body);
}

type BodyParsers = { readonly [K in ActKind]: (value: JsonValue) => BodyOf<K> };
/** The same as a table: `BODY_PARSERS['consent.grant'](json)`. */
export const BODY_PARSERS: BodyParsers = Object.fromEntries(
  // Object.fromEntries forgets which key has which parser; the two tables have the same keys by type.
  Object.entries(PARSERS).map(([kind, parser]) => [
    kind,
    (value: JsonValue) => parseWith<unknown>(parser, value),
  ]),
) as BodyParsers;
