export {};
//# sourceMappingURL=declarant.js.map