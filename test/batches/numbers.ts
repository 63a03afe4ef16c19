/** Returns `count` consecutive American numbers from `seed` on. Only lists use area code 628, so they share no number with another test. */
export const numbersFrom = (seed: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `+1628${String(2_000_000 + ((seed + at) % 7_900_000)).padStart(7, "0")}`);

export const sumOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
