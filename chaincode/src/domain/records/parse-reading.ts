import type { Fault } from '../json.js';
import { array, checked, integer, object, oneOf, reject, variants, type Parser } from '../parse/index.js';
import { REFUSALS, type RefusalCode } from '../policy/refusals.js';
import {
  agencyCode,
  applicationId,
  claimSet,
  compactJwe,
  consentId,
  declarantId,
  declarationId,
  digest,
  entryId,
  entryRef,
  format1,
  keyIdentifier,
  readingId,
  reads,
  salt,
  saltedClaims,
  timestamp,
  version,
} from './parse-common.js';
import type {
  AnswerBody,
  ApplicationBody,
  Basis,
  ConsentBody,
  Delivery,
  DeliveryContent,
  ReceiveBody,
  RefuseBody,
  RejectionCode,
  RequestBody,
} from './reading.js';

/** A delivery's JWE, characters: 256 KB of claims with salts, encrypted, in base64url. */
export const MAX_DELIVERY = 400 * 1024;

export const consentBody = object<ConsentBody>({
  consent: consentId,
  declarant: declarantId,
  requester: agencyCode,
  item: entryId,
  type: entryId,
  claims: claimSet,
  validUntil: timestamp,
  salt,
});

export const applicationBody = object<ApplicationBody>({
  application: applicationId,
  declarant: declarantId,
  item: entryRef,
  reads: array(object<ApplicationBody['reads'][number]>({ type: entryId, claims: claimSet }), {
    max: 50,
    unique: ({ type }) => type,
  }),
  asked: integer(0, 1000),
  salt,
});

type Purpose = RequestBody['purpose'];
const purpose = variants<Purpose>('kind', {
  item: object<Extract<Purpose, { kind: 'item' }>>({ kind: oneOf('item'), item: entryId }),
  attestation: object<Extract<Purpose, { kind: 'attestation' }>>({ kind: oneOf('attestation') }),
});
const basis = variants<Basis>('kind', {
  request: object<Extract<Basis, { kind: 'request' }>>({
    kind: oneOf('request'),
    application: applicationId,
  }),
  consent: object<Extract<Basis, { kind: 'consent' }>>({ kind: oneOf('consent'), consent: consentId }),
  law: object<Extract<Basis, { kind: 'law' }>>({ kind: oneOf('law') }),
  attestation: object<Extract<Basis, { kind: 'attestation' }>>({ kind: oneOf('attestation') }),
});

export const requestBody: Parser<RequestBody> = checked(
  object<RequestBody>({
    reading: readingId,
    requester: agencyCode,
    declaration: declarationId,
    version,
    claims: claimSet,
    mode: oneOf('value'),
    purpose,
    basis,
    deliverTo: keyIdentifier,
    salt,
  }),
  (body): Fault[] =>
    (body.purpose.kind === 'attestation') === (body.basis.kind === 'attestation')
      ? []
      : [{ path: '/basis', problem: 'attestation is a basis for the purpose attestation, and for no other' }],
);

export const refusalCode: Parser<RefusalCode> = (value, path, faults) =>
  typeof value === 'string' && Object.hasOwn(REFUSALS, value)
    ? // Object.hasOwn has just found it among the table's keys.
      (value as RefusalCode)
    : reject(faults, path, 'is not a refusal code');

type Granted = Extract<AnswerBody, { decision: 'granted' }>;
type Refused = Extract<AnswerBody, { decision: 'refused' }>;
export const answerBody: Parser<AnswerBody> = variants<AnswerBody>('decision', {
  granted: object<Granted>({ reading: readingId, salt, decision: oneOf('granted'), delivery: digest }),
  refused: object<Refused>({ reading: readingId, salt, decision: oneOf('refused'), reason: refusalCode }),
});

export const refuseBody = object<RefuseBody>({ reading: readingId, answer: digest });

export const rejectionCode = oneOf<RejectionCode>(
  'DELIVERY_MISSING',
  'DECRYPTION',
  'COMMITMENT',
  'CLAIMS',
  'ATTESTATION',
  'ACT',
);
type Received = Extract<ReceiveBody, { result: 'received' }>;
type Rejected = Extract<ReceiveBody, { result: 'rejected' }>;
export const receiveBody: Parser<ReceiveBody> = variants<ReceiveBody>('result', {
  received: object<Received>({ reading: readingId, salt, result: oneOf('received') }),
  rejected: object<Rejected>({ reading: readingId, salt, result: oneOf('rejected'), reason: rejectionCode }),
});

export const delivery = object<Delivery>({
  format: format1,
  kid: keyIdentifier,
  jwe: compactJwe(MAX_DELIVERY),
});
export const deliveryContent = object<DeliveryContent>({
  reading: readingId,
  declaration: declarationId,
  version,
  claims: saltedClaims,
});

export const parseDelivery = reads(delivery);
export const parseDeliveryContent = reads(deliveryContent);
