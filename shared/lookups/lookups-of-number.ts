import { Lookup } from "../api/operations/lookups.ts";
import type { EraseNumber, ExportNumber } from "../kernel/eraser.ts";
import { type Scope, scopeMode } from "../kernel/ids.ts";
import { formsOf } from "../numbers/forms-of-number.ts";
import { shownLookup } from "./lookup.ts";
import { readLookupItems, readLookupsOf } from "./lookup-reads.ts";
import { eraseLookupRow } from "./lookup-writes.ts";

const eraseForm = async (scope: Scope, form: string) => {
  const rows = await readLookupItems(scope, form);
  return Promise.all(rows.map(({ sk }) => eraseLookupRow(scope, form, String(sk))));
};

/** Erases what is known of a number, whoever wrote it down. A lookup that is being paid for at this moment is waited for. */
export const eraseLookups: EraseNumber = async ({ scope, number, count }) => {
  const fates = (await Promise.all(formsOf(number).map((form) => eraseForm(scope, form)))).flat();
  const erased = fates.filter((fate) => fate === "erased").length;
  await count({ lookups: erased });
  return { erased, waiting: fates.filter((fate) => fate === "claimed").length };
};

export const exportLookups: ExportNumber = async (scope, number) =>
  (await Promise.all(formsOf(number).map((form) => readLookupsOf(scope, form)))).flat().map((lookup) => ({
    mode: scopeMode(scope),
    ...Lookup.parse(shownLookup(lookup, true)),
  }));
