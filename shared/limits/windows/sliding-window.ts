/** At most so many within any stretch of so many milliseconds, and perhaps a wait after each. */
export interface SlidingWindow {
  /** Begins with whose it is: a scope. */
  key: string;
  most: number;
  milliseconds: number;
  /** The wait after the first within the window, the second, and so on, in milliseconds; the last one from then on. */
  cooldowns?: readonly number[];
}

/** Why one more does not fit: the window is full, or the wait after the last one is not over. */
export type Hindrance = "full" | "cooldown";

/** Null: one more fits at this moment. All moments are epoch milliseconds. */
export const hindrance = (window: SlidingWindow, moments: readonly number[], at: number): Hindrance | null => {
  const counting = stillIn(window, moments, at);
  if (counting.length >= window.most) return "full";
  const wait = window.cooldowns?.[Math.min(counting.length, window.cooldowns.length) - 1] ?? 0;
  return counting.length > 0 && at < Math.max(...counting) + wait ? "cooldown" : null;
};

/** The first moment from `at` on at which one more fits, should none come in between. */
export const nextFit = (window: SlidingWindow, moments: readonly number[], at: number): number => {
  // It changes only when a moment falls out of the window or a wait after the last one is over.
  const last = Math.max(...moments);
  const changes = [
    ...moments.map((moment) => moment + window.milliseconds),
    ...(window.cooldowns ?? []).map((wait) => last + wait),
  ];
  const candidates = [at, ...changes.filter((change) => change > at).sort((a, b) => a - b)];
  return candidates.find((candidate) => hindrance(window, moments, candidate) === null) ?? at;
};

/** A moment counts until it is as old as the window is long, and not beyond. */
export const stillIn = ({ milliseconds }: SlidingWindow, moments: readonly number[], at: number): number[] =>
  moments.filter((moment) => moment + milliseconds > at);
