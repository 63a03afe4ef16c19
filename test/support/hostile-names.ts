/** What every object inherits, so that a look-up without care finds something under it. `__proto__` is the one that no object can keep. */
export const inheritedNames: readonly string[] = Object.getOwnPropertyNames(Object.prototype).filter(
  (name) => name !== "__proto__",
);
