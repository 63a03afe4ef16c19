import { now } from "./clock.ts";

export interface Cache<Value> {
  /** Returns the cached value of the key. If there is none, calls `load` and caches its result, unless it fails. */
  recall(key: string, load: () => Promise<Value>): Promise<Value>;
  /** Calls `load` and replaces the cached value of the key. */
  refresh(key: string, load: () => Promise<Value>): Promise<Value>;
}

/**
 * Caches values in the memory of one Lambda. An entry expires after `milliseconds`. If there are more than `entries`, the cache drops the
 * entry that it loaded first. Callers that ask for a key during a load share that load.
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
