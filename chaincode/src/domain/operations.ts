/**
 * Every act there is, and the contract function that takes it. Contract functions that change the ledger have one of two
 * forms, whatever their act:
 *   `<contract>:<function>(act, body)`   the compact JWS and the canonical JSON of its body; both empty strings when
 *                                        they travel in the transient map instead (blinded acts), see `transient.ts`
 *   `<contract>:<function>Many(batch)`   canonical JSON array of `SignedAct`
 * and answer canonical JSON of `Outcome`. Queries take identifiers and answer canonical JSON.
 */
export const ACTS = {
  'agency.amend': { contract: 'agencies', submit: 'amend', signer: 'agency' },
  'catalogue.file': { contract: 'catalogue', submit: 'file', signer: 'agency' },
  'catalogue.approve': { contract: 'catalogue', submit: 'approve', signer: 'agency' },
  'catalogue.retire': { contract: 'catalogue', submit: 'retire', signer: 'agency' },
  /** Signed by the key it asks to be vouched for; travels inside the body of `declarant.vouch`. */
  'declarant.enrol': { contract: 'declarants', submit: null, signer: 'declarant' },
  'declarant.vouch': { contract: 'declarants', submit: 'vouch', signer: 'agency' },
  'declarant.rotate': { contract: 'declarants', submit: 'rotate', signer: 'declarant' },
  /** Signed by the registrar; its body carries the second agency's `declarant.recover-support`. */
  'declarant.recover': { contract: 'declarants', submit: 'recover', signer: 'agency' },
  'declarant.recover-support': { contract: 'declarants', submit: null, signer: 'agency' },
  /** Signed by the old key, within the delay. */
  'declarant.stop-recovery': { contract: 'declarants', submit: 'stopRecovery', signer: 'declarant' },
  'declarant.set-status': { contract: 'declarants', submit: 'setStatus', signer: 'agency' },
  'mandate.grant': { contract: 'mandates', submit: 'grant', signer: 'declarant' },
  'mandate.revoke': { contract: 'mandates', submit: 'revoke', signer: 'declarant' },
  'declaration.declare': { contract: 'declarations', submit: 'declare', signer: 'either' },
  'declaration.amend': { contract: 'declarations', submit: 'amend', signer: 'either' },
  'declaration.withdraw': { contract: 'declarations', submit: 'withdraw', signer: 'either' },
  'declaration.attest': { contract: 'declarations', submit: 'attest', signer: 'agency' },
  'declaration.refuse': { contract: 'declarations', submit: 'refuse', signer: 'agency' },
  'declaration.suspend': { contract: 'declarations', submit: 'suspend', signer: 'agency' },
  'declaration.reinstate': { contract: 'declarations', submit: 'reinstate', signer: 'agency' },
  'declaration.revoke': { contract: 'declarations', submit: 'revoke', signer: 'agency' },
  'custody.report': { contract: 'declarations', submit: 'reportCustody', signer: 'agency' },
  'custody.reseal': { contract: 'declarations', submit: 'reseal', signer: 'agency' },
  'consent.grant': { contract: 'consents', submit: 'grant', signer: 'declarant' },
  'consent.revoke': { contract: 'consents', submit: 'revoke', signer: 'declarant' },
  'application.apply': { contract: 'applications', submit: 'apply', signer: 'declarant' },
  'application.close': { contract: 'applications', submit: 'close', signer: 'either' },
  'reading.request': { contract: 'readings', submit: 'request', signer: 'agency' },
  'reading.answer': { contract: 'readings', submit: 'answer', signer: 'agency' },
  /** In the open, of a blinded reading alone. */
  'reading.refuse': { contract: 'readings', submit: 'refuse', signer: 'agency' },
  'reading.receive': { contract: 'readings', submit: 'receive', signer: 'agency' },
} as const satisfies Record<string, Operation>;

export interface Operation {
  readonly contract: string;
  readonly submit: string | null;
  readonly signer: 'agency' | 'declarant' | 'either';
}
export type ActKind = keyof typeof ACTS;

/** Acts that also go many a transaction, and the function that takes them: `declarations:declareMany` and so on. */
export const BATCHES = {
  'declaration.declare': 'declareMany',
  'custody.report': 'reportCustodyMany',
  'custody.reseal': 'resealMany',
  'reading.request': 'requestMany',
  'reading.answer': 'answerMany',
} as const;

/** Queries: each answers canonical JSON, or NOT_FOUND's kin. `?` marks an argument that may be the empty string. */
export const QUERIES = {
  'agencies:show': ['code'],
  'agencies:list': [],
  'agencies:ledger': [],
  'catalogue:show': ['entryId', 'version?'],
  'catalogue:list': ['kind?'],
  'declarants:show': ['declarantId'],
  'mandates:show': ['mandateId'],
  'declarations:show': ['declarationId'],
  'declarations:list': ['declarantId'],
  /** Only on a member's peer and for its own clients: `SealedPart`. */
  'declarations:sealed': ['declarationId', 'version'],
  /** Where the type keeps public bodies in a collection: `ClearBody`. */
  'declarations:clearBody': ['declarationId', 'version'],
  'declarations:custody': ['declarationId', 'version'],
  'consents:show': ['consentId'],
  'applications:show': ['applicationId'],
  'readings:show': ['readingId'],
  /** The blinded body of a reading, consent or application, on the peers of its parties only: `SignedAct[]`. */
  'readings:blinded': ['kind', 'id'],
  /** What ended a blinded consent or application, on the peers of the party that has the mark: `SignedAct`. */
  'readings:ended': ['kind', 'id'],
  /** Only on the requester's peer: `Delivery`. */
  'readings:delivery': ['readingId'],
  /** What `answer` would decide now: `Decision`. Blinded readings take the body in the transient map. */
  'readings:authorize': ['readingId'],
  'readings:plan': ['itemId', 'declarantId'],
} as const;
