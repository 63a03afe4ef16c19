import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Api } from "../support/api.ts";

/** Nobody works on a claim for this long: a provider call ends after 8 s. */
const heldMilliseconds = 12_000;

/** Makes the claims of killed workers look a minute old, so that no test waits for that minute. */
export const endLeases = async (
  tables: DynamoDBDocumentClient,
  table: string,
  { api, tenantId }: { api: Api; tenantId: string },
  batchId: string,
): Promise<void> => {
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = cursor === "" ? "" : `&cursor=${cursor}`;
    const path = `/v1/message-batches/${batchId}/messages?limit=200&status=sending${page}`;
    const { body } = await api.get(path);
    const held = (body.items as { id: string; updatedAt: string }[]).filter(
      ({ updatedAt }) => Date.now() - Date.parse(updatedAt) > heldMilliseconds,
    );
    for (const { id } of held) await endLease(tables, table, `${tenantId}#${id}`);
    cursor = body.nextCursor;
  }
};

const endLease = async (tables: DynamoDBDocumentClient, table: string, pk: string): Promise<void> => {
  const update = new UpdateCommand({
    TableName: table,
    Key: { pk },
    UpdateExpression: "SET leaseUntil = :past",
    ConditionExpression: "#status = :sending",
    ExpressionAttributeNames: { "#status": "status" },
    ExpressionAttributeValues: { ":past": Date.now() - 1000, ":sending": "sending" },
  });
  // Settled meanwhile: so much the better.
  await tables.send(update).catch(() => undefined);
};
