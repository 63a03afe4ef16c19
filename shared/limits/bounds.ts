import { Problem } from "../kernel/errors.ts";

/** Compares two values of one limit: which one is stricter, and where a requested value exceeds its ceiling. */
export interface Bound<Value> {
  /** Returns the stricter value. Of two lists, returns the entries that both have. */
  stricter: (one: Value, other: Value) => Value;
  /** Returns the places where the requested value is looser than its ceiling. */
  beyond: (requested: Value, ceiling: Value) => Beyond[];
}

export interface Beyond {
  /** A JSON path, such as perTenant.perSecond. */
  path: string;
  /** The values that the ceiling allows there, such as "at most 100". */
  allowed: string;
}

const here = (allowed: string): Beyond[] => [{ path: "", allowed }];

/** A maximum: the smaller value is stricter. */
export const most: Bound<number> = {
  stricter: (one, other) => Math.min(one, other),
  beyond: (requested, ceiling) => (requested > ceiling ? here(`at most ${ceiling}`) : []),
};

/** A minimum: the larger value is stricter. */
export const least: Bound<number> = {
  stricter: (one, other) => Math.max(one, other),
  beyond: (requested, ceiling) => (requested < ceiling ? here(`at least ${ceiling}`) : []),
};

/** A permission: `false` is stricter. */
export const permitted: Bound<boolean> = {
  stricter: (one, other) => one && other,
  beyond: (requested, ceiling) => (requested && !ceiling ? here("only false") : []),
};

/** A list of allowed entries: the shorter list is stricter. The ceiling lists the entries to choose from. */
export const among = <Entry extends string>(): Bound<Entry[]> => ({
  stricter: (one, other) => one.filter((entry) => other.includes(entry)),
  beyond: (requested, ceiling) =>
    requested.every((entry) => ceiling.includes(entry)) ? [] : here(`only ${ceiling.join(", ") || "none"}`),
});

/** Null means no limit. A ceiling of null allows everything. If the requested value is null, only the ceiling limits it. */
export const orNone = <Value>({ stricter, beyond }: Bound<Value>): Bound<Value | null> => ({
  stricter: (one, other) => {
    if (one === null) return other;
    return other === null ? one : stricter(one, other);
  },
  beyond: (requested, ceiling) => (requested === null || ceiling === null ? [] : beyond(requested, ceiling)),
});

/** An object in which each member has its own bound. A member without a bound does not compile, so none can lack its ceiling. */
export const members = <Value extends object>(
  rules: { readonly [Name in keyof Value]-?: Bound<Value[Name]> },
): Bound<Value> => {
  const names = Object.keys(rules) as (keyof Value & string)[];
  return {
    stricter: (one, other) => {
      const result = { ...one };
      for (const name of names) result[name] = rules[name].stricter(one[name], other[name]);
      return result;
    },
    beyond: (requested, ceiling) =>
      names.flatMap((name) =>
        rules[name]
          .beyond(requested[name], ceiling[name])
          .map(({ path, allowed }) => ({ path: path ? `${name}.${path}` : name, allowed })),
      ),
  };
};

/** Throws permission_missing if a value exceeds its ceiling. The problem lists each such place and the allowed values (invariant 30). */
export const refuseBeyond = <Value>({ beyond }: Bound<Value>, requested: Value, ceilings: Value): void => {
  const places = beyond(requested, ceilings);
  if (places.length === 0) return;
  const list = places.map(({ path, allowed }) => `${path} ${allowed}`).join(", ");
  throw new Problem("permission_missing", {
    detail: `Beyond a ceiling that only a platform administrator can raise. Allowed: ${list}.`,
    errors: places.map(({ path, allowed }) => ({ path, message: allowed })),
  });
};
