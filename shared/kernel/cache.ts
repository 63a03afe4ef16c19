import { now } from "./clock.ts";

export interface Cache<Value> {
  /** What is remembered under the key, else what `load` brings, which is then remembered. A failed load is not. */
  recall(key: string, load: () => Promise<Value>): Promise<Value>;
  /** Loads anew whatever is remembered. */
  refresh(key: string, load: () => Promise<Value>): Promise<Value>;
}

/**
 * A Lambda's memory of what it read, for so many milliseconds and entries at most; past that the entry that was loaded first goes.
 * Callers who ask while a load is under way share it.
 */
export const cache = <Value>(options: { milliseconds: number | (() => number); entries: number }): Cache<Value> => {
  const kept = new Map<string, { value: Promise<Value>; until: number }>();
  const lifetime = (): number =>
    typeof options.milliseconds === "number" ? options.milliseconds : options.milliseconds();

  const refresh = (key: string, load: () => Promise<Value>): Promise<Value> => {
    const entry = { value: load(), until: now() + lifetime() };
    kept.delete(key);
    kept.set(key, entry);
    const [oldest] = kept.keys();
    if (kept.size > options.entries && oldest !== undefined) kept.delete(oldest);
    entry.value.catch(() => {
      if (kept.get(key) === entry) kept.delete(key);
    });
    return entry.value;
  };

  return {
    refresh,
    recall: (key, load) => {
      const entry = kept.get(key);
      return entry && now() < entry.until ? entry.value : refresh(key, load);
    },
  };
};
