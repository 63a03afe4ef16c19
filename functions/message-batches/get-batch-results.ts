import { getBatchResults } from "../../shared/api/operations/message-batches.ts";
import { viewOfBatch, visibleBatch } from "../../shared/batches/batch-view.ts";
import { resultsOf } from "../../shared/batches/results/results.ts";
import { type Answer, accepted } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(getBatchResults, async ({ params, caller }): Promise<Answer> => {
  const batch = await visibleBatch(caller, params.id);
  const results = await resultsOf(batch);
  if (results.kind === "url") return { status: 302, headers: { location: results.url } };
  if (results.kind === "later") return { ...accepted(await viewOfBatch(batch)), headers: { "retry-after": "5" } };
  const headers = {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${batch.id}.csv"`,
  };
  return { status: 200, headers, bytes: Buffer.from(results.csv) };
});
