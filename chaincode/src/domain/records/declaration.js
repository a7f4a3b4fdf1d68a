/** `superseded` is the status of a version that is no longer the record's; `expired` is computed from validUntil. */
export const ACTIVE = ['declared', 'attested', 'suspended'];
//# sourceMappingURL=declaration.js.map