/**
 * Every error that a user, an integrator or an operator can meet: one row each. docs/errors.md is generated from this
 * table and a test holds the two equal. Kinds decide exit code, HTTP status and whether to retry (`kinds.ts`).
 */
import type { ErrorKind } from './kinds.js';

export interface ErrorRow {
  readonly kind: ErrorKind;
  /** What happened. */
  readonly title: { readonly en: string; readonly zh: string };
  /** What to do. */
  readonly remedy: { readonly en: string; readonly zh: string };
}

const row = (kind: ErrorKind, en: string, zh: string, doEn: string, doZh: string): ErrorRow => ({
  kind,
  title: { en, zh },
  remedy: { en: doEn, zh: doZh },
});

export const ERRORS = {
  // Input: form
  JSON_INVALID: row('invalid-input', 'Not valid JSON', 'JSON 无效', 'Correct the document at the place named.', '请改正所指位置的内容。'),
  JSON_NOT_CANONICAL: row('invalid-input', 'JSON is not in its canonical form', 'JSON 不是规范形式', 'Send exactly the RFC 8785 bytes.', '请发送 RFC 8785 规范字节。'),
  INPUT_TOO_LARGE: row('invalid-input', 'Input exceeds a limit', '输入超过限制', 'Split or shorten it; docs/spec names the limits.', '请拆分或缩短输入；限制见 docs/spec。'),
  INPUT_INVALID: row('invalid-input', 'Input does not have the required form', '输入格式不正确', 'Correct each place named.', '请逐项改正。'),
  SCHEMA_VIOLATION: row('invalid-input', 'Claims do not match the declaration type', '声明项不符合申报类型', 'Correct each claim named; `once catalogue show` prints the type.', '请改正所列声明项；`once catalogue show` 可查看类型。'),
  SCHEMA_UNSUPPORTED: row('invalid-input', 'The schema uses what the profile does not admit', '模式使用了规范不允许的内容', 'Keep to docs/spec/schema-profile.md.', '请遵守 docs/spec/schema-profile.md。'),
  IDENTIFIER_INVALID: row('invalid-input', 'An identifier is not valid', '标识符无效', 'Check its length, characters and check character.', '请检查长度、字符和校验位。'),
  COMMITMENT_INVALID: row('invalid-input', 'Claims and commitment do not fit', '声明项与承诺值不符', 'Build the commitment again from the same claims.', '请用相同声明项重新生成承诺值。'),
  SEALED_PART_INVALID: row('invalid-input', 'The sealed part is missing or malformed', '密封部分缺失或格式错误', 'Seal the private claims to declarant and custodian.', '请将私密声明项密封给申报人和保管方。'),
  PERSONAL_DATA_IN_ARGUMENTS: row('invalid-input', 'Personal data does not belong on a command line', '命令行中不得出现个人数据', 'Give it by file, standard input or prompt.', '请通过文件、标准输入或提示输入。'),
  FILE_UNREADABLE: row('invalid-input', 'A file cannot be read', '文件无法读取', 'Check the path; it must be a regular file.', '请检查路径，须为普通文件。'),
  ROWS_REJECTED: row('invalid-input', 'Some rows were rejected', '部分行被拒绝', 'The report names line and reason; the good rows stay.', '报告列出行号和原因；合格行已保留。'),
  // Acts
  ACT_MALFORMED: row('invalid-input', 'Not an act', '不是有效的签署行为', 'See docs/spec/act.md.', '见 docs/spec/act.md。'),
  ACT_SIGNATURE: row('denied', 'The signature of an act does not verify', '签署行为的签名验证失败', 'Sign with the key that the ledger has for the actor.', '请使用账本登记的密钥签署。'),
  ACT_KEY: row('denied', 'The key is not one of the actor at that time', '该密钥当时不属于行为人', 'Use the current key; enrol or rotate first.', '请使用当前密钥；先登记或轮换。'),
  ACT_LEDGER: row('denied', 'The act was signed for another ledger', '该签署行为属于其他账本', 'Sign it for this ledger.', '请针对本账本签署。'),
  ACT_EXPIRED: row('denied', 'The act is outside its time', '签署行为不在有效时间内', 'Sign again; check the clock.', '请重新签署并检查时钟。'),
  ACT_BODY: row('denied', 'The act signs another body', '签署的内容与提交的内容不符', 'Submit the body that was signed.', '请提交所签署的内容。'),
  ACT_TARGET: row('denied', 'The act is for another target or function', '签署行为的目标或功能不符', 'Sign an act for this function and target.', '请针对该功能和目标签署。'),
  ACT_PREVIOUS: row('conflict', 'The record has changed since the act was signed', '签署之后记录已变更', 'Read the record again and sign anew.', '请重新读取记录并签署。'),
  IDEMPOTENCY_CONFLICT: row('conflict', 'The idempotency key was used for another body', '幂等键已用于其他内容', 'Use a new key for a new act.', '新的行为请使用新的幂等键。'),
  // Authority
  ROLE_REQUIRED: row('denied', 'The agency lacks the role', '该部门缺少所需角色', 'Ask the supervisor; `agencies:show` lists roles.', '请联系主管方；`agencies:show` 列出角色。'),
  ACTOR_DENIED: row('denied', 'This actor may not do this', '行为人无权进行此操作', 'Only the party named may.', '仅所指主体可以进行。'),
  MANDATE_INVALID: row('denied', 'The mandate does not cover the act', '委托不包括该行为', 'Ask for a mandate that covers type and action.', '请取得包括该类型和行为的委托。'),
  ORGANIZATION_DENIED: row('denied', 'The submitting organization does not host the agency', '提交组织不承载该部门', "Submit through the agency's own organization.", '请通过该部门所属组织提交。'),
  DECLARANT_INACTIVE: row('denied', 'The declarant is not active', '申报人状态不是有效', 'The registrar can say why.', '请向登记方查询。'),
  BLINDING_REQUIRED: row('denied', 'This must be blinded', '此操作必须盲化', 'Send act and body in the transient map.', '请通过 transient 传送签署行为和内容。'),
  CONSORTIUM_DIFFERS: row('denied', 'The bootstrap is not what this endorser was configured with', '引导内容与背书节点配置不符', 'Give every organization the same consortium file.', '请为各组织提供相同的联盟文件。'),
  CLOCK_DIFFERS: row('denied', "The transaction's timestamp is too far from the endorser's clock", '交易时间戳与背书节点时钟相差过大', 'Set the clock and try again.', '请校准时钟后重试。'),
  // State
  NOT_FOUND: row('not-found', 'There is no such record', '没有这项记录', 'Check the identifier.', '请检查标识符。'),
  FUNCTION_UNKNOWN: row('not-found', 'The chaincode has no such function', '链码没有该功能', 'See docs/spec/contracts.md.', '见 docs/spec/contracts.md。'),
  ALREADY_EXISTS: row('conflict', 'The record exists already', '记录已存在', 'Use the existing one.', '请使用已有记录。'),
  ALREADY_DECLARED: row('conflict', 'An active declaration of this type exists', '该类型已有有效申报', 'Amend or cite the one named; nobody needs it twice.', '请变更或引用所指申报，无需重复提交。'),
  STATE_CONFLICT: row('conflict', 'The state of the record does not admit this', '记录的状态不允许此操作', 'Read the record; its status says what is possible.', '请查看记录状态。'),
  VERSION_CONFLICT: row('conflict', 'This is not the next version', '版本号不连续', 'Read the record and use its version plus one.', '请读取记录并使用下一版本号。'),
  ASKS_AGAIN: row('conflict', 'The item asks for what an effective type provides', '该事项索要已有申报类型提供的内容', 'Read it instead, or state a reason that stays on record.', '请改为读取，或说明理由并留存。'),
  DECISION_DIFFERS: row('conflict', "The signed answer differs from the policy engine's", '签署的答复与策略引擎结论不符', 'Authorize again and sign the result.', '请重新判定并签署。'),
  ALREADY_BOOTSTRAPPED: row('conflict', 'The ledger has its agencies already', '账本已完成引导', 'Change agencies by `agencies:amend`.', '请使用 `agencies:amend` 变更。'),
  LEDGER_CONFLICT: row('conflict', 'Another transaction changed the same records first', '其他交易已先变更相同记录', 'Submit as a new transaction.', '请作为新交易重新提交。'),
  // Verification
  NOT_VERIFIED: row('not-verified', 'Verification failed', '验证失败', 'Do not rely on it; the step named failed.', '不可采信；所指步骤失败。'),
  BLOCK_INVALID: row('not-verified', 'A block does not verify', '区块验证失败', 'Do not use this ledger copy; compare with another organization.', '请勿使用此账本副本，并与其他组织比对。'),
  AUDIT_FAILED: row('not-verified', 'The audit found something wrong', '审计发现问题', 'Each finding names block, transaction and rule.', '每项发现都列出区块、交易和规则。'),
  READING_REFUSED: row('denied', 'The reading was refused', '读取被拒绝', '`once explain` names the first broken link.', '`once explain` 指出首个不满足的条件。'),
  DELIVERY_REJECTED: row('not-verified', 'The delivery does not verify', '交付内容验证失败', 'The rejection is on the ledger; ask the custodian.', '拒收已上链，请联系保管方。'),
  // Running
  LEDGER_LOCKED: row('unavailable', 'Another process has the ledger', '账本被其他进程占用', 'Stop the process named or use its server.', '请停止所指进程或使用其服务。'),
  LEDGER_UNREACHABLE: row('unavailable', 'The ledger cannot be reached', '无法连接账本', 'Start it or check the address; nothing was ordered.', '请启动账本或检查地址；没有任何内容被提交。'),
  ENDORSEMENT_FAILED: row('unavailable', 'Not enough organizations endorsed', '背书组织不足', 'Nothing was ordered; try again when they are up.', '没有任何内容被提交，请稍后重试。'),
  OUTCOME_UNKNOWN: row('unknown-outcome', 'It is not known whether the transaction was committed', '交易是否上链未知', 'Ask by its identifier before submitting again.', '请先按交易标识查询。'),
  TIMEOUT: row('unavailable', 'What was waited for did not happen in time', '等待超时', 'Run again; what is committed stays.', '请重试，已上链内容不受影响。'),
  HOME_MISSING: row('configuration', 'There is no ledger here', '此处没有账本', 'Run `once init`, or give --home.', '请运行 `once init` 或指定 --home。'),
  HOME_EXISTS: row('configuration', 'There is a ledger here already', '此处已有账本', 'Use it, or choose another --home.', '请使用已有账本或指定其他 --home。'),
  HOME_FORMAT: row('configuration', 'The home was written by a newer version', '该目录由较新版本写入', 'Use that version of onceledger.', '请使用相应版本的 onceledger。'),
  CONFIGURATION_INVALID: row('configuration', 'A configuration file is not valid', '配置文件无效', 'Correct each place named.', '请逐项改正。'),
  KEY_MISSING: row('configuration', 'This home does not have the key', '此目录没有该密钥', 'Run it where the key is kept.', '请在保存密钥的位置运行。'),
  PASSPHRASE_WRONG: row('configuration', 'The passphrase does not open the keys', '口令无法打开密钥', 'Give the right passphrase file.', '请提供正确的口令文件。'),
  USAGE: row('usage', 'The command was not understood', '命令无法理解', 'See --help.', '请查看 --help。'),
  STORAGE_FULL: row('storage', 'The disk is full', '磁盘已满', 'Free space; nothing acknowledged was lost.', '请释放空间；已确认的内容没有丢失。'),
  STORAGE_FAILED: row('storage', 'The disk reported an error', '磁盘读写出错', 'Check the disk; nothing acknowledged was lost.', '请检查磁盘；已确认的内容没有丢失。'),
  STORAGE_DAMAGED: row('storage', 'Stored data is damaged', '存储数据已损坏', 'Restore the file named from another organization or a backup.', '请从其他组织或备份恢复所指文件。'),
  INTERNAL: row('internal', 'Something unexpected went wrong', '发生意外错误', 'Report it with the identifier shown.', '请附上所示标识报告此问题。'),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;
