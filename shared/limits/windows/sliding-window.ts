/** A limit of `most` entries within any period of `milliseconds`, and optionally a wait after each entry. */
export interface SlidingWindow {
  /** Begins with the owner, which is a scope. */
  key: string;
  most: number;
  milliseconds: number;
  /**
   * The waits after the first entry in the window, the second, and so on, in milliseconds. The last wait applies to all further entries.
   */
  cooldowns?: readonly number[];
}

/** The reason why another entry does not fit: the window is full, or the wait after the last entry is not over. */
export type Hindrance = "full" | "cooldown";

/** Returns the reason why another entry does not fit at the moment `at`, or null. All moments are in epoch milliseconds. */
export const hindrance = (window: SlidingWindow, moments: readonly number[], at: number): Hindrance | null => {
  const counting = stillIn(window, moments, at);
  if (counting.length >= window.most) return "full";
  const wait = window.cooldowns?.[Math.min(counting.length, window.cooldowns.length) - 1] ?? 0;
  return counting.length > 0 && at < Math.max(...counting) + wait ? "cooldown" : null;
};

/** Returns the first moment, from `at` on, at which another entry fits if none comes in between. */
export const nextFit = (window: SlidingWindow, moments: readonly number[], at: number): number => {
  // The answer changes only when an entry leaves the window or the wait after the last entry ends.
  const last = Math.max(...moments);
  const changes = [
    ...moments.map((moment) => moment + window.milliseconds),
    ...(window.cooldowns ?? []).map((wait) => last + wait),
  ];
  const candidates = [at, ...changes.filter((change) => change > at).sort((a, b) => a - b)];
  return candidates.find((candidate) => hindrance(window, moments, candidate) === null) ?? at;
};

/** Returns the moments that still count. A moment stops counting when it is as old as the window is long. */
export const stillIn = ({ milliseconds }: SlidingWindow, moments: readonly number[], at: number): number[] =>
  moments.filter((moment) => moment + milliseconds > at);
