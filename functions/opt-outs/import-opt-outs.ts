import { importOptOuts } from "../../shared/api/operations/opt-outs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { importOptOuts as importAll } from "../../shared/opt-outs/import-opt-outs.ts";

export const handler = httpHandler(importOptOuts, async ({ body, query, caller }) =>
  ok(await importAll(caller, body, { to: query["columns.to"], sender: query["columns.sender"] })),
);
