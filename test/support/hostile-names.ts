/** Names that every object inherits, so that a careless look-up finds a value. Without `__proto__`, which an object cannot store. */
export const inheritedNames: readonly string[] = Object.getOwnPropertyNames(Object.prototype).filter(
  (name) => name !== "__proto__",
);
