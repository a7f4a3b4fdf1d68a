/** design: what each kind of error means to a shell, an HTTP client and somebody who wonders whether to try again. */
export const KINDS = {
    'invalid-input': { http: 400, exit: 65, retry: 'no' },
    unauthenticated: { http: 401, exit: 77, retry: 'no' },
    denied: { http: 403, exit: 77, retry: 'no' },
    'not-found': { http: 404, exit: 66, retry: 'no' },
    conflict: { http: 409, exit: 21, retry: 'new-transaction' },
    'not-verified': { http: 422, exit: 20, retry: 'no' },
    /** Only before submit: nothing was ordered. */
    unavailable: { http: 503, exit: 69, retry: 'yes' },
    /** Submit or later failed; the error carries the transaction identifier. */
    'unknown-outcome': { http: 504, exit: 75, retry: 'resolve' },
    limited: { http: 429, exit: 69, retry: 'yes' },
    storage: { http: 500, exit: 74, retry: 'after-repair' },
    internal: { http: 500, exit: 70, retry: 'no' },
    usage: { http: 400, exit: 64, retry: 'no' },
    configuration: { http: 500, exit: 78, retry: 'no' },
};
//# sourceMappingURL=kinds.js.map