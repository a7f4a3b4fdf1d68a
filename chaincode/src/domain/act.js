export {};
//# sourceMappingURL=act.js.map