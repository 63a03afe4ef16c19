import { Problem } from "../kernel/errors.ts";

/** How values of one shape limit: which of two is stricter, and where one goes beyond another. */
export interface Bound<Value> {
  /** The stricter of two; of two lists, what stands in both. */
  stricter: (one: Value, other: Value) => Value;
  /** The places where a wanted value is looser than its ceiling. */
  beyond: (wanted: Value, ceiling: Value) => Beyond[];
}

export interface Beyond {
  /** As JSON paths are written: perTenant.perSecond. */
  path: string;
  /** What the ceiling allows there: "at most 100". */
  allowed: string;
}

const here = (allowed: string): Beyond[] => [{ path: "", allowed }];

/** Stricter is less. */
export const most: Bound<number> = {
  stricter: (one, other) => Math.min(one, other),
  beyond: (wanted, ceiling) => (wanted > ceiling ? here(`at most ${ceiling}`) : []),
};

/** Stricter is more. */
export const least: Bound<number> = {
  stricter: (one, other) => Math.max(one, other),
  beyond: (wanted, ceiling) => (wanted < ceiling ? here(`at least ${ceiling}`) : []),
};

/** Stricter is no. */
export const permitted: Bound<boolean> = {
  stricter: (one, other) => one && other,
  beyond: (wanted, ceiling) => (wanted && !ceiling ? here("only false") : []),
};

/** Stricter is fewer: a choice among what a ceiling lists. */
export const among = <Entry extends string>(): Bound<Entry[]> => ({
  stricter: (one, other) => one.filter((entry) => other.includes(entry)),
  beyond: (wanted, ceiling) =>
    wanted.every((entry) => ceiling.includes(entry)) ? [] : here(`only ${ceiling.join(", ") || "none"}`),
});

/** Null limits nothing: as a ceiling it leaves all open, and whoever wants it is held by the ceiling alone. */
export const orNone = <Value>({ stricter, beyond }: Bound<Value>): Bound<Value | null> => ({
  stricter: (one, other) => {
    if (one === null) return other;
    return other === null ? one : stricter(one, other);
  },
  beyond: (wanted, ceiling) => (wanted === null || ceiling === null ? [] : beyond(wanted, ceiling)),
});

/** An object, each member by its own rule. A member without a rule does not compile: none can lack its ceiling. */
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
    beyond: (wanted, ceiling) =>
      names.flatMap((name) =>
        rules[name]
          .beyond(wanted[name], ceiling[name])
          .map(({ path, allowed }) => ({ path: path ? `${name}.${path}` : name, allowed })),
      ),
  };
};

/** Throws permission_missing, naming each place that goes beyond its ceiling and what is allowed there (invariant 30). */
export const refuseBeyond = <Value>({ beyond }: Bound<Value>, wanted: Value, ceilings: Value): void => {
  const places = beyond(wanted, ceilings);
  if (places.length === 0) return;
  const told = places.map(({ path, allowed }) => `${path} ${allowed}`).join(", ");
  throw new Problem("permission_missing", {
    detail: `Beyond a ceiling that only a platform administrator may raise: ${told}.`,
    errors: places.map(({ path, allowed }) => ({ path, message: allowed })),
  });
};
