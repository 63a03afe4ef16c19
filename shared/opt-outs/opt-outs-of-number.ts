import type { EraseNumber, ExportNumber } from "../kernel/eraser.ts";
import { scopeMode } from "../kernel/ids.ts";
import { readOptOutItems } from "./opt-out-reads.ts";
import { hideNumberOfOptOut } from "./opt-out-writes.ts";

/** Removes the number from its opt-outs, which still count: an erasure must not make a person reachable again. */
export const eraseOptOuts: EraseNumber = async ({ scope, number, count }) => {
  const named = (await readOptOutItems(scope, number)).filter((item) => item.number !== undefined);
  const hidden = await Promise.all(named.map(({ pk, sk }) => hideNumberOfOptOut(String(pk), String(sk))));
  const erased = hidden.filter(Boolean).length;
  await count({ optOuts: erased });
  return { erased, waiting: 0 };
};

export const exportOptOuts: ExportNumber = async (scope, number) =>
  (await readOptOutItems(scope, number)).map((item) => ({
    mode: scopeMode(scope),
    number,
    scope: item.scope,
    source: item.source,
    keyword: item.keyword ?? null,
    at: item.at,
  }));
