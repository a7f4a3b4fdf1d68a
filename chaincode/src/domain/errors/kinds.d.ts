/** design: what each kind of error means to a shell, an HTTP client and somebody who wonders whether to try again. */
export declare const KINDS: {
    readonly 'invalid-input': {
        readonly http: 400;
        readonly exit: 65;
        readonly retry: "no";
    };
    readonly unauthenticated: {
        readonly http: 401;
        readonly exit: 77;
        readonly retry: "no";
    };
    readonly denied: {
        readonly http: 403;
        readonly exit: 77;
        readonly retry: "no";
    };
    readonly 'not-found': {
        readonly http: 404;
        readonly exit: 66;
        readonly retry: "no";
    };
    readonly conflict: {
        readonly http: 409;
        readonly exit: 21;
        readonly retry: "new-transaction";
    };
    readonly 'not-verified': {
        readonly http: 422;
        readonly exit: 20;
        readonly retry: "no";
    };
    /** Only before submit: nothing was ordered. */
    readonly unavailable: {
        readonly http: 503;
        readonly exit: 69;
        readonly retry: "yes";
    };
    /** Submit or later failed; the error carries the transaction identifier. */
    readonly 'unknown-outcome': {
        readonly http: 504;
        readonly exit: 75;
        readonly retry: "resolve";
    };
    readonly limited: {
        readonly http: 429;
        readonly exit: 69;
        readonly retry: "yes";
    };
    readonly storage: {
        readonly http: 500;
        readonly exit: 74;
        readonly retry: "after-repair";
    };
    readonly internal: {
        readonly http: 500;
        readonly exit: 70;
        readonly retry: "no";
    };
    readonly usage: {
        readonly http: 400;
        readonly exit: 64;
        readonly retry: "no";
    };
    readonly configuration: {
        readonly http: 500;
        readonly exit: 78;
        readonly retry: "no";
    };
};
export type ErrorKind = keyof typeof KINDS;
