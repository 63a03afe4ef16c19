import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Api } from "../api.ts";
import { eventually, type HubConnection } from "./hub-connection.ts";

/** Runs the worker of a hub's erasures and exports on request, and shortens their waits. */
export const jobsAt = ({ invoke, running, tables }: HubConnection) => {
  /** Runs the worker once, as the queue would, and for an erasure waits for the whole pass. */
  const work = async (tenantId: string, jobId: string): Promise<void> => {
    const body = JSON.stringify({ tenantId, jobId });
    await invoke("run-jobs", { Records: [{ messageId: "1", body, receiptHandle: "", attributes: {} }] });
    await eventually(
      () => passOf(tenantId, jobId),
      (found) => found === undefined,
      25_000,
    );
  };

  /** The finds of the pass under way. Undefined: no pass is under way. */
  const passOf = async (pk: string, sk: string): Promise<unknown> => {
    const Key = { pk, sk };
    const { Item } = await tables.send(new GetCommand({ TableName: running.tables.jobs, Key, ConsistentRead: true }));
    return Item?.status === "running" ? Item.foundInPass : undefined;
  };

  /** Backdates a job, so that an erasure does not wait for operations that began before it. */
  const age = (tenantId: string, jobId: string, passes = 1): Promise<unknown> =>
    tables.send(
      new UpdateCommand({
        TableName: running.tables.jobs,
        Key: { pk: tenantId, sk: jobId },
        UpdateExpression: "SET createdAt = :past, passes = :passes",
        ExpressionAttributeValues: { ":past": new Date(Date.now() - 60_000).toISOString(), ":passes": passes },
      }),
    );

  /** Erases a number without the wait for other operations. */
  const erase = async (tenant: { id: string; api: Api }, number: string) => {
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

  return { work, age, erase };
};

/** Waits until the job has ended. Returns it as its owner sees it. */
export const endOf = (api: Api, path: string) =>
  eventually(
    async () => (await api.get(path)).body,
    ({ status }) => status === "completed" || status === "failed",
    25_000,
  );
