/**
 * Why a reading is refused: the first broken link, in the order in which the engine looks. Each is a sentence a declarant
 * can read; the same codes come from `authorize`, `plan` and `explain`.
 */
export const REFUSALS = {
  REQUESTER_UNKNOWN: {
    en: 'The requesting agency is not active on this ledger.',
    zh: '请求部门在本账本上不存在或已停用。',
  },
  REQUESTER_ROLE: {
    en: 'The agency has no requester role for this type or region.',
    zh: '该部门没有读取该类型或该地区数据的请求方角色。',
  },
  DECLARANT_STATUS: { en: 'The declarant is not active.', zh: '申报人状态不是有效。' },
  DECLARATION_UNKNOWN: { en: 'There is no such declaration.', zh: '没有这项申报。' },
  DECLARATION_VERSION: {
    en: 'The version asked for is not the current one.',
    zh: '所请求的版本不是当前版本。',
  },
  DECLARATION_STATUS: { en: 'The declaration is not active.', zh: '该申报未处于有效状态。' },
  DECLARATION_VALIDITY: {
    en: 'The declaration is outside its period of validity.',
    zh: '该申报不在有效期内。',
  },
  DECLARATION_UNATTESTED: { en: 'The type is read only once attested.', zh: '该类型须经核验后方可读取。' },
  CLAIM_UNKNOWN: { en: 'A claim asked for is not part of the type.', zh: '所请求的声明项不属于该类型。' },
  CLAIM_NOT_SHARED: { en: 'A claim asked for is never handed on.', zh: '所请求的声明项不对外共享。' },
  CLAIM_CONDITIONAL: {
    en: 'The provider has not approved the item for a claim asked for.',
    zh: '提供方未批准该事项读取所请求的声明项。',
  },
  ITEM_UNKNOWN: { en: 'There is no such effective service item.', zh: '没有这项生效的政务服务事项。' },
  ITEM_AGENCY: { en: 'The item belongs to another agency.', zh: '该事项不属于请求部门。' },
  ITEM_SUBJECT: { en: 'The item is not for this kind of declarant.', zh: '该事项不适用于这类申报人。' },
  ITEM_CLAIMS: {
    en: 'A claim asked for is not among those that the item reads.',
    zh: '所请求的声明项不在该事项的读取范围内。',
  },
  BASIS_NOT_ADMITTED: { en: 'The item does not admit this basis.', zh: '该事项不允许使用此依据。' },
  APPLICATION_UNKNOWN: { en: 'There is no such application.', zh: '没有这项申请。' },
  APPLICATION_CLOSED: { en: 'The application is closed.', zh: '该申请已结束。' },
  APPLICATION_OTHER: {
    en: 'The application is by another declarant or for another item.',
    zh: '该申请属于其他申报人或其他事项。',
  },
  APPLICATION_SCOPE: {
    en: 'The application does not name a claim asked for.',
    zh: '该申请未列明所请求的声明项。',
  },
  CONSENT_UNKNOWN: { en: 'There is no such consent.', zh: '没有这项授权。' },
  CONSENT_REVOKED: { en: 'The consent was revoked.', zh: '该授权已撤回。' },
  CONSENT_EXPIRED: { en: 'The consent has expired.', zh: '该授权已过期。' },
  CONSENT_SCOPE: {
    en: 'The consent does not cover requester, item, type or claims.',
    zh: '该授权不包括该请求方、事项、类型或声明项。',
  },
  ATTESTATION_ROLE: {
    en: 'Only the provider of the type opens claims in order to attest.',
    zh: '只有该类型的提供方可以为核验而读取。',
  },
  QUOTA_EXCEEDED: {
    en: "The item's quota of readings by law is used up for today.",
    zh: '该事项今日依法读取的额度已用完。',
  },
  REQUEST_LATE: {
    en: 'The request was committed too long after its timestamp.',
    zh: '请求上链时间距其时间戳过久。',
  },
  REQUESTER_KEY: {
    en: "The delivery key named is not the requester's current one.",
    zh: '指定的交付密钥不是请求方当前的密钥。',
  },
  UNOPENABLE: { en: 'The custodian could not open the sealed part.', zh: '保管方无法打开密封部分。' },
} as const;
export type RefusalCode = keyof typeof REFUSALS;
