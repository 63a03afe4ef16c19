import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Api } from "./api.ts";
import { eventually, invoke, running, tables } from "./hub.ts";

/** One run of the worker, as the queue would start it. */
export const work = (tenantId: string, jobId: string): Promise<unknown> => {
  const body = JSON.stringify({ tenantId, jobId });
  return invoke("run-jobs", { Records: [{ messageId: "1", body, receiptHandle: "", attributes: {} }] });
};

/** Makes a job older, so that an erasure need not wait for what began before it. */
export const age = (tenantId: string, jobId: string, passes = 1): Promise<unknown> =>
  tables.send(
    new UpdateCommand({
      TableName: running.tables.jobs,
      Key: { pk: tenantId, sk: jobId },
      UpdateExpression: "SET createdAt = :past, passes = :passes",
      ExpressionAttributeValues: { ":past": new Date(Date.now() - 60_000).toISOString(), ":passes": passes },
    }),
  );

/** The job as its owner sees it, once it has ended. */
export const endOf = async (api: Api, path: string) => {
  const ended = await eventually(
    async () => (await api.get(path)).body,
    ({ status }) => status === "completed" || status === "failed",
    25_000,
  );
  return ended;
};

/** Erases a number without the half minute it takes. */
export const erase = async (tenant: { id: string; api: Api }, number: string) => {
  const { body } = await tenant.api.post("/v1/erasures", { number });
  await age(tenant.id, body.id);
  await eventually(
    async () => {
      await work(tenant.id, body.id);
      return (await tenant.api.get(`/v1/erasures/${body.id}`)).body.status;
    },
    (status) => status === "completed" || status === "failed",
    25_000,
  );
  return (await tenant.api.get(`/v1/erasures/${body.id}`)).body;
};
