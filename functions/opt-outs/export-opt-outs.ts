import { exportOptOuts } from "../../shared/api/operations/opt-outs.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { exportOptOuts as exportAll } from "../../shared/opt-outs/export-opt-outs.ts";

export const handler = httpHandler(exportOptOuts, async ({ query, caller }) => {
  const { csv, nextCursor } = await exportAll(caller.scope, query.cursor);
  return {
    status: 200,
    headers: {
      "content-type": "text/csv; charset=utf-8",
      ...(nextCursor === null ? {} : { "x-next-cursor": nextCursor }),
    },
    bytes: Buffer.from(csv),
  };
});
