/**
 * The numbers of a list so far, to find duplicates. A Set of a million strings takes 100 MB, this table takes 16: an E.164 number has at
 * most 15 digits, which a double holds exactly, and an open-addressed table of doubles stores nothing else.
 */
export const seenNumbers = () => {
  let slots = new Float64Array(1 << 12);
  let count = 0;

  /** False: the key is there already. */
  const put = (table: Float64Array, key: number): boolean => {
    let at = slotOf(key, table.length);
    for (;;) {
      const found = table[at];
      if (found === key) return false;
      if (found === 0) break;
      at = (at + 1) & (table.length - 1);
    }
    table[at] = key;
    return true;
  };

  const grow = (): void => {
    const wider = new Float64Array(slots.length * 2);
    for (const key of slots) if (key !== 0) put(wider, key);
    slots = wider;
  };

  return {
    /** Adds an E.164 number. True: it was not there before. */
    add: (number: string): boolean => {
      const isNew = put(slots, Number(number.slice(1)));
      if (isNew) count += 1;
      if (count * 2 > slots.length) grow();
      return isNew;
    },
  };
};

/** Numbers of one country differ only in their last digits, so a hash spreads them (Knuth's multiplicative hash of both halves). */
const slotOf = (key: number, length: number): number => {
  const low = key % 0x1_0000_0000;
  const high = (key - low) / 0x1_0000_0000;
  const mixed = Math.imul(low ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1);
  return ((mixed ^ (mixed >>> 15)) >>> 0) & (length - 1);
};
