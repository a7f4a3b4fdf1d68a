/**
 * Every act there is, and the contract function that takes it. Contract functions that change the ledger have one of two
 * forms, whatever their act:
 *   `<contract>:<function>(act, body)`   the compact JWS and the canonical JSON of its body; both empty strings when
 *                                        they travel in the transient map instead (blinded acts), see `transient.ts`
 *   `<contract>:<function>Many(batch)`   canonical JSON array of `SignedAct`
 * and answer canonical JSON of `Outcome`. Queries take identifiers and answer canonical JSON.
 */
export declare const ACTS: {
    readonly 'agency.amend': {
        readonly contract: "agencies";
        readonly submit: "amend";
        readonly signer: "agency";
    };
    readonly 'catalogue.file': {
        readonly contract: "catalogue";
        readonly submit: "file";
        readonly signer: "agency";
    };
    readonly 'catalogue.approve': {
        readonly contract: "catalogue";
        readonly submit: "approve";
        readonly signer: "agency";
    };
    readonly 'catalogue.retire': {
        readonly contract: "catalogue";
        readonly submit: "retire";
        readonly signer: "agency";
    };
    /** Signed by the key it asks to be vouched for; travels inside the body of `declarant.vouch`. */
    readonly 'declarant.enrol': {
        readonly contract: "declarants";
        readonly submit: null;
        readonly signer: "declarant";
    };
    readonly 'declarant.vouch': {
        readonly contract: "declarants";
        readonly submit: "vouch";
        readonly signer: "agency";
    };
    readonly 'declarant.rotate': {
        readonly contract: "declarants";
        readonly submit: "rotate";
        readonly signer: "declarant";
    };
    /** Signed by the registrar; its body carries the second agency's `declarant.recover-support`. */
    readonly 'declarant.recover': {
        readonly contract: "declarants";
        readonly submit: "recover";
        readonly signer: "agency";
    };
    readonly 'declarant.recover-support': {
        readonly contract: "declarants";
        readonly submit: null;
        readonly signer: "agency";
    };
    /** Signed by the old key, within the delay. */
    readonly 'declarant.stop-recovery': {
        readonly contract: "declarants";
        readonly submit: "stopRecovery";
        readonly signer: "declarant";
    };
    readonly 'declarant.set-status': {
        readonly contract: "declarants";
        readonly submit: "setStatus";
        readonly signer: "agency";
    };
    readonly 'mandate.grant': {
        readonly contract: "mandates";
        readonly submit: "grant";
        readonly signer: "declarant";
    };
    readonly 'mandate.revoke': {
        readonly contract: "mandates";
        readonly submit: "revoke";
        readonly signer: "declarant";
    };
    readonly 'declaration.declare': {
        readonly contract: "declarations";
        readonly submit: "declare";
        readonly signer: "either";
    };
    readonly 'declaration.amend': {
        readonly contract: "declarations";
        readonly submit: "amend";
        readonly signer: "either";
    };
    readonly 'declaration.withdraw': {
        readonly contract: "declarations";
        readonly submit: "withdraw";
        readonly signer: "either";
    };
    readonly 'declaration.attest': {
        readonly contract: "declarations";
        readonly submit: "attest";
        readonly signer: "agency";
    };
    readonly 'declaration.refuse': {
        readonly contract: "declarations";
        readonly submit: "refuse";
        readonly signer: "agency";
    };
    readonly 'declaration.suspend': {
        readonly contract: "declarations";
        readonly submit: "suspend";
        readonly signer: "agency";
    };
    readonly 'declaration.reinstate': {
        readonly contract: "declarations";
        readonly submit: "reinstate";
        readonly signer: "agency";
    };
    readonly 'declaration.revoke': {
        readonly contract: "declarations";
        readonly submit: "revoke";
        readonly signer: "agency";
    };
    readonly 'custody.report': {
        readonly contract: "declarations";
        readonly submit: "reportCustody";
        readonly signer: "agency";
    };
    readonly 'custody.reseal': {
        readonly contract: "declarations";
        readonly submit: "reseal";
        readonly signer: "agency";
    };
    readonly 'consent.grant': {
        readonly contract: "consents";
        readonly submit: "grant";
        readonly signer: "declarant";
    };
    readonly 'consent.revoke': {
        readonly contract: "consents";
        readonly submit: "revoke";
        readonly signer: "declarant";
    };
    readonly 'application.apply': {
        readonly contract: "applications";
        readonly submit: "apply";
        readonly signer: "declarant";
    };
    readonly 'application.close': {
        readonly contract: "applications";
        readonly submit: "close";
        readonly signer: "either";
    };
    readonly 'reading.request': {
        readonly contract: "readings";
        readonly submit: "request";
        readonly signer: "agency";
    };
    readonly 'reading.answer': {
        readonly contract: "readings";
        readonly submit: "answer";
        readonly signer: "agency";
    };
    readonly 'reading.receive': {
        readonly contract: "readings";
        readonly submit: "receive";
        readonly signer: "agency";
    };
};
export interface Operation {
    readonly contract: string;
    readonly submit: string | null;
    readonly signer: 'agency' | 'declarant' | 'either';
}
export type ActKind = keyof typeof ACTS;
/** Batches: `declarations:declareMany`, `readings:requestMany`, `readings:answerMany`, `declarations:reportCustodyMany`. */
export declare const BATCHES: {
    readonly 'declaration.declare': "declareMany";
    readonly 'custody.report': "reportCustodyMany";
    readonly 'reading.request': "requestMany";
    readonly 'reading.answer': "answerMany";
};
/** Queries: each answers canonical JSON, or NOT_FOUND's kin. `?` marks an argument that may be the empty string. */
export declare const QUERIES: {
    readonly 'agencies:show': readonly ["code"];
    readonly 'agencies:list': readonly [];
    readonly 'agencies:ledger': readonly [];
    readonly 'catalogue:show': readonly ["entryId", "version?"];
    readonly 'catalogue:list': readonly ["kind?"];
    readonly 'declarants:show': readonly ["declarantId"];
    readonly 'mandates:show': readonly ["mandateId"];
    readonly 'declarations:show': readonly ["declarationId"];
    readonly 'declarations:list': readonly ["declarantId"];
    /** Only on a member's peer and for its own clients: `SealedPart`. */
    readonly 'declarations:sealed': readonly ["declarationId", "version"];
    /** Where the type keeps public bodies in a collection: `ClearBody`. */
    readonly 'declarations:clearBody': readonly ["declarationId", "version"];
    readonly 'declarations:custody': readonly ["declarationId", "version"];
    readonly 'consents:show': readonly ["consentId"];
    readonly 'applications:show': readonly ["applicationId"];
    readonly 'readings:show': readonly ["readingId"];
    /** The blinded body of a reading, consent or application, on the peers of its parties only: `SignedAct[]`. */
    readonly 'readings:blinded': readonly ["kind", "id"];
    /** Only on the requester's peer: `Delivery`. */
    readonly 'readings:delivery': readonly ["readingId"];
    /** What `answer` would decide now: `Decision`. Blinded readings take the body in the transient map. */
    readonly 'readings:authorize': readonly ["readingId"];
    readonly 'readings:plan': readonly ["itemId", "declarantId"];
};
