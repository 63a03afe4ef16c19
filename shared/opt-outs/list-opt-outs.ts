import { listMerged, type Page } from "../aws/merged-query.ts";
import { pageOfRows } from "../aws/short-list.ts";
import type { Scope } from "../kernel/ids.ts";
import { type OptOut, optOutOf } from "./opt-out.ts";
import { optOutsTable } from "./opt-out-keys.ts";
import { readOptOutItems } from "./opt-out-reads.ts";

export interface OptOutFilters {
  limit: number;
  cursor?: string | undefined;
  number?: string | undefined;
}

/** Lists the opt-outs of a scope, or of one number, newest first. Throws invalid_cursor. */
export const listOptOuts = async (scope: Scope, { limit, cursor, number }: OptOutFilters): Promise<Page<OptOut>> => {
  if (number !== undefined) return ofNumber(scope, number, { limit, cursor });
  return listMerged({
    sources: [{ table: optOutsTable(), index: "byTime", key: { name: "timeKey", value: scope }, sortName: "timeSort" }],
    limit,
    cursor,
    load: (items) => items.map(optOutOf),
  });
};

const ofNumber = async (scope: Scope, number: string, page: { limit: number; cursor?: string | undefined }) => {
  const optOuts = (await readOptOutItems(scope, number)).map(optOutOf).filter((one) => one !== null);
  const rows = optOuts.map((optOut) => ({ optOut, createdAt: optOut.at, id: JSON.stringify(optOut.scope) }));
  const { items, nextCursor } = pageOfRows(rows, page);
  return { items: items.map(({ optOut }) => optOut), nextCursor };
};
