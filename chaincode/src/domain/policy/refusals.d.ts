/**
 * Why a reading is refused: the first broken link, in the order in which the engine looks. Each is a sentence a declarant
 * can read; the same codes come from `authorize`, `plan` and `explain`.
 */
export declare const REFUSALS: {
    readonly REQUESTER_UNKNOWN: {
        readonly en: "The requesting agency is not active on this ledger.";
        readonly zh: "请求部门在本账本上不存在或已停用。";
    };
    readonly REQUESTER_ROLE: {
        readonly en: "The agency has no requester role for this type or region.";
        readonly zh: "该部门没有读取该类型或该地区数据的请求方角色。";
    };
    readonly DECLARANT_STATUS: {
        readonly en: "The declarant is not active.";
        readonly zh: "申报人状态不是有效。";
    };
    readonly DECLARATION_UNKNOWN: {
        readonly en: "There is no such declaration.";
        readonly zh: "没有这项申报。";
    };
    readonly DECLARATION_VERSION: {
        readonly en: "The version asked for is not the current one.";
        readonly zh: "所请求的版本不是当前版本。";
    };
    readonly DECLARATION_STATUS: {
        readonly en: "The declaration is not active.";
        readonly zh: "该申报未处于有效状态。";
    };
    readonly DECLARATION_VALIDITY: {
        readonly en: "The declaration is outside its period of validity.";
        readonly zh: "该申报不在有效期内。";
    };
    readonly DECLARATION_UNATTESTED: {
        readonly en: "The type is read only once attested.";
        readonly zh: "该类型须经核验后方可读取。";
    };
    readonly CLAIM_UNKNOWN: {
        readonly en: "A claim asked for is not part of the type.";
        readonly zh: "所请求的声明项不属于该类型。";
    };
    readonly CLAIM_NOT_SHARED: {
        readonly en: "A claim asked for is never handed on.";
        readonly zh: "所请求的声明项不对外共享。";
    };
    readonly CLAIM_CONDITIONAL: {
        readonly en: "The provider has not approved the item for a claim asked for.";
        readonly zh: "提供方未批准该事项读取所请求的声明项。";
    };
    readonly ITEM_UNKNOWN: {
        readonly en: "There is no such effective service item.";
        readonly zh: "没有这项生效的政务服务事项。";
    };
    readonly ITEM_AGENCY: {
        readonly en: "The item belongs to another agency.";
        readonly zh: "该事项不属于请求部门。";
    };
    readonly ITEM_SUBJECT: {
        readonly en: "The item is not for this kind of declarant.";
        readonly zh: "该事项不适用于这类申报人。";
    };
    readonly ITEM_CLAIMS: {
        readonly en: "A claim asked for is not among those that the item reads.";
        readonly zh: "所请求的声明项不在该事项的读取范围内。";
    };
    readonly BASIS_NOT_ADMITTED: {
        readonly en: "The item does not admit this basis.";
        readonly zh: "该事项不允许使用此依据。";
    };
    readonly APPLICATION_UNKNOWN: {
        readonly en: "There is no such application.";
        readonly zh: "没有这项申请。";
    };
    readonly APPLICATION_CLOSED: {
        readonly en: "The application is closed.";
        readonly zh: "该申请已办结。";
    };
    readonly APPLICATION_OTHER: {
        readonly en: "The application is by another declarant or for another item.";
        readonly zh: "该申请属于其他申报人或其他事项。";
    };
    readonly CONSENT_UNKNOWN: {
        readonly en: "There is no such consent.";
        readonly zh: "没有这项授权。";
    };
    readonly CONSENT_REVOKED: {
        readonly en: "The consent was revoked.";
        readonly zh: "该授权已撤回。";
    };
    readonly CONSENT_EXPIRED: {
        readonly en: "The consent has expired.";
        readonly zh: "该授权已过期。";
    };
    readonly CONSENT_SCOPE: {
        readonly en: "The consent does not cover requester, item, type or claims.";
        readonly zh: "该授权不包括该请求方、事项、类型或声明项。";
    };
    readonly ATTESTATION_ROLE: {
        readonly en: "Only the provider of the type opens claims in order to attest.";
        readonly zh: "只有该类型的提供方可以为核验而读取。";
    };
    readonly QUOTA_EXCEEDED: {
        readonly en: "The item's quota of readings by law is used up for today.";
        readonly zh: "该事项今日依法读取的额度已用完。";
    };
    readonly REQUEST_LATE: {
        readonly en: "The request was committed too long after its timestamp.";
        readonly zh: "请求上链时间距其时间戳过久。";
    };
    readonly REQUESTER_KEY: {
        readonly en: "The delivery key named is not the requester's current one.";
        readonly zh: "指定的交付密钥不是请求方当前的密钥。";
    };
    readonly UNOPENABLE: {
        readonly en: "The custodian could not open the sealed part.";
        readonly zh: "保管方无法打开密封部分。";
    };
};
export type RefusalCode = keyof typeof REFUSALS;
