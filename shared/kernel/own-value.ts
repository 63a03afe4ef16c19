/**
 * What a table says of a name that came from outside. Every object inherits `constructor`, `toString` and their like: they stand in no
 * table (invariant 38).
 */
export const ownValue = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
