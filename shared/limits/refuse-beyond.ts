import { Problem } from "../kernel/errors.ts";
import type { Bound } from "./bounds.ts";

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
