export {};
//# sourceMappingURL=agency.js.map