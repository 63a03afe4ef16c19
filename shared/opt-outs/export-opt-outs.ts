import { maximumImportedOptOuts } from "../api/operations/opt-outs.ts";
import { csvCell } from "../csv/csv-records.ts";
import type { Scope } from "../kernel/ids.ts";
import { listOptOuts } from "./list-opt-outs.ts";
import type { OptOut } from "./opt-out.ts";

/** The maximum of one import, so that an import accepts each exported file. */
const maximumLines = maximumImportedOptOuts;
const pageSize = 200;

/** An import recognises an exported file by this header. */
export const exportHeader = "number,sender,source,keyword,at";

const lineOf = ({ number, scope, source, keyword, at }: OptOut): string =>
  [number, scope === "tenant" ? "" : scope.sender, source, keyword ?? "", at].map(csvCell).join(",");

/** Exports opt-outs as CSV, newest first, with a cursor if there are more. Throws invalid_cursor. */
export const exportOptOuts = async (
  scope: Scope,
  cursor: string | undefined,
): Promise<{ csv: string; nextCursor: string | null }> => {
  const lines = [exportHeader];
  let next: string | null | undefined = cursor;
  do {
    const page = await listOptOuts(scope, { limit: pageSize, cursor: next ?? undefined });
    lines.push(...page.items.map(lineOf));
    next = page.nextCursor;
  } while (next !== null && lines.length + pageSize <= maximumLines + 1);
  return { csv: `${lines.join("\r\n")}\r\n`, nextCursor: next };
};
