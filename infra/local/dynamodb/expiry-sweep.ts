import * as z from "zod";
import type { AwsCall } from "../network/aws-json-client.ts";
import type { LocalTable } from "./tables.ts";

const Page = z.object({
  Items: z.array(z.record(z.string(), z.unknown())).default([]),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Deletes expired items, as DynamoDB does some time after their expiry; Dynoxide does not. An item stays if its expiry has changed since
 * the read. Returns the number of deleted items.
 */
export async function sweepExpired(call: AwsCall, table: LocalTable, now = Date.now()): Promise<number> {
  if (!table.expiryAttribute) return 0;
  const expired = {
    ExpressionAttributeNames: { "#expiry": table.expiryAttribute },
    ExpressionAttributeValues: { ":now": { N: String(Math.floor(now / 1000)) }, ":number": { S: "N" } },
  };
  const isExpired = "attribute_type(#expiry, :number) AND #expiry < :now";
  let deleted = 0;
  let startKey: Record<string, unknown> | undefined;
  do {
    const page = Page.parse(
      await call("Scan", {
        TableName: table.name,
        FilterExpression: isExpired,
        ...expired,
        ...(startKey ? { ExclusiveStartKey: startKey } : {}),
      }),
    );
    for (const item of page.Items) {
      const Key = Object.fromEntries(table.keyAttributes.map((name) => [name, item[name]]));
      await call("DeleteItem", { TableName: table.name, Key, ConditionExpression: isExpired, ...expired }).then(
        () => deleted++,
        () => undefined, // its expiry has changed, or it is gone
      );
    }
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return deleted;
}
