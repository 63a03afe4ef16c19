import { Lookup } from "../api/lookups.ts";
import type { Eraser } from "../erasures/eraser.ts";
import { scopeMode } from "../ids.ts";
import { shownLookup } from "./lookup.ts";
import { readLookupItems, readLookupsOf } from "./lookup-reads.ts";
import { eraseLookupRow } from "./lookup-writes.ts";

/** What is known of a number, whoever wrote it down. A lookup that is being paid for at this moment is waited for. */
export const lookupsOfNumber: Eraser = {
  name: "lookups",
  eraseNumber: async ({ scope, number, count }) => {
    const rows = await readLookupItems(scope, number);
    const fates = await Promise.all(rows.map(({ sk }) => eraseLookupRow(scope, number, String(sk))));
    const erased = fates.filter((fate) => fate === "erased").length;
    await count({ lookups: erased });
    return { erased, waiting: fates.filter((fate) => fate === "claimed").length };
  },
  exportNumber: async (scope, number) =>
    (await readLookupsOf(scope, number)).map((lookup) => ({
      mode: scopeMode(scope),
      ...Lookup.parse(shownLookup(lookup, true)),
    })),
};
