/** Milliseconds since the epoch. This is the hub's only clock, and tests can set it. */
let read: () => number = Date.now;

export const now = (): number => read();
export const nowIso = (): string => new Date(read()).toISOString();
/** DynamoDB's TTL attribute counts in seconds. */
export const epochSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

/** For tests: replaces the clock. Call the returned function to restore it. */
export const setClock = (clock: () => number): (() => void) => {
  read = clock;
  return () => {
    read = Date.now;
  };
};
