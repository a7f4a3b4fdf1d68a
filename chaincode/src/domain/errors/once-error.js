import { KINDS } from './kinds.js';
import { ERRORS } from './registry.js';
export class OnceError extends Error {
    name = 'OnceError';
    code;
    detail;
    faults;
    transactionId;
    constructor(code, facts = {}) {
        const detail = [facts.detail, ...(facts.faults ?? []).map(faultText)].filter(Boolean).join('; ');
        super(`${code}: ${detail || ERRORS[code].title.en}`, facts.cause === undefined ? {} : { cause: facts.cause });
        this.code = code;
        this.detail = detail;
        this.faults = facts.faults ?? [];
        this.transactionId = facts.transactionId;
    }
    get kind() {
        return ERRORS[this.code].kind;
    }
    get exitCode() {
        return KINDS[this.kind].exit;
    }
}
/** The one way to make an error: `throw fail('ACT_EXPIRED', { detail: … })`. */
export function fail(code, facts = {}) {
    return new OnceError(code, typeof facts === 'string' ? { detail: facts } : facts);
}
const MESSAGE = /^([A-Z][A-Z0-9_]{2,63}): ([\s\S]*)$/;
/** An error that crossed the chaincode boundary as `CODE: detail`; unknown codes and anything else become INTERNAL. */
export function decodeError(message, facts = {}) {
    const match = MESSAGE.exec(message);
    const code = match?.[1];
    return code !== undefined && Object.hasOwn(ERRORS, code)
        ? new OnceError(code, { ...facts, detail: match?.[2] ?? '' })
        : new OnceError('INTERNAL', { ...facts, detail: message });
}
function faultText(fault) {
    return `${fault.path === '' ? '(whole document)' : fault.path} ${fault.problem}`;
}
//# sourceMappingURL=once-error.js.map