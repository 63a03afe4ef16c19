import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { running, tables } from "../../support/hub/hub.ts";

/** Makes the sweeper's next run look at this message. */
export const makeDue = (tenant: { id: string }, id: string) =>
  tables.send(
    new UpdateCommand({
      TableName: running.tables.messages,
      Key: { pk: `${tenant.id}#${id}` },
      UpdateExpression: "SET checkAt = :past",
      ExpressionAttributeValues: { ":past": Date.now() - 1000 },
    }),
  );
