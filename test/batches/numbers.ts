/** `count` numbers of nobody's that no other list has: a range of American ones, chosen by `seed`, in an area that no single number is of. */
export const numbersFrom = (seed: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `+1628${String(2_000_000 + ((seed + at) % 7_900_000)).padStart(7, "0")}`);

export const sumOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
