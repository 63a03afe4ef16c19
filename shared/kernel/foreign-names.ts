/**
 * Looks up a name from outside in a table. Every object inherits members such as `constructor` and `toString`; this function ignores them
 * (invariant 38).
 */
export const ownValue = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Nobody mistypes a longer name, and comparing takes time (invariant 38). */
const maximumLength = 40;

/** Names that other services use for the same member. The suggestion is the first one of a line that is known here. */
const synonyms: readonly (readonly string[])[] = [
  ["body", "text", "message", "content"],
  ["to", "number", "input", "recipient", "recipients", "phone", "phonenumber", "destination"],
  ["from", "sender", "source"],
  ["sendAt", "scheduledat", "scheduletime"],
  ["mediaUrls", "mediaurl", "media"],
  ["validitySeconds", "validityperiod", "ttl"],
];

/** Returns the known name that the caller probably meant, or null if none is similar. */
export const nearestName = (name: string, known: readonly string[]): string | null => {
  if (name.length > maximumLength) return null;
  const plain = plainOf(name);
  const same = known.find((one) => plainOf(one) === plain) ?? synonymOf(plain, known);
  if (same !== undefined) return same;
  const allowed = Math.min(3, Math.floor(plain.length / 2));
  let nearest: { name: string; distance: number } | null = null;
  for (const one of known) {
    const distance = distanceBetween(plain, plainOf(one));
    if (distance <= allowed && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY))
      nearest = { name: one, distance };
  }
  return nearest?.name ?? null;
};

const plainOf = (name: string): string => name.replace(/[^A-Za-z0-9]/g, "").toLowerCase();

const synonymOf = (plain: string, known: readonly string[]): string | undefined =>
  synonyms.find((names) => names.some((one) => plainOf(one) === plain))?.find((one) => known.includes(one));

/** The number of letters to insert, delete, replace or swap with their neighbor (optimal string alignment). */
const distanceBetween = (one: string, other: string): number => {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = one[i - 1] === other[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + changed,
        isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
};
