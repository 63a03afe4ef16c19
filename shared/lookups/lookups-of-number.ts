import { Lookup } from "../api/operations/lookups.ts";
import type { EraseNumber, ExportNumber } from "../kernel/eraser.ts";
import { type Scope, scopeMode } from "../kernel/ids.ts";
import { formsOf } from "../numbers/forms-of-number.ts";
import { viewOfLookup } from "./lookup.ts";
import { readLookupItems, readLookupsOf } from "./lookup-reads.ts";
import { eraseLookupRow } from "./lookup-writes.ts";

const eraseForm = async (scope: Scope, form: string) => {
  const rows = await readLookupItems(scope, form);
  return Promise.all(rows.map(({ sk }) => eraseLookupRow(scope, form, String(sk))));
};

/** Erases all records of a number, of the tenant and of every user. A record that a lookup is about to write is left for a later pass. */
export const eraseLookups: EraseNumber = async ({ scope, number, count }) => {
  const results = (await Promise.all(formsOf(number).map((form) => eraseForm(scope, form)))).flat();
  const erased = results.filter((result) => result === "erased").length;
  await count({ lookups: erased });
  return { erased, waiting: results.filter((result) => result === "claimed").length };
};

export const exportLookups: ExportNumber = async (scope, number) =>
  (await Promise.all(formsOf(number).map((form) => readLookupsOf(scope, form)))).flat().map((lookup) => ({
    mode: scopeMode(scope),
    ...Lookup.parse(viewOfLookup(lookup, true)),
  }));
