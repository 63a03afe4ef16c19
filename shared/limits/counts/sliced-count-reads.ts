import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../../aws/dynamodb.ts";
import { now } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { type SlicedCounts, type Slices, slicesOf } from "./sliced-counts.ts";

export const readSlices = async ({ key }: SlicedCounts): Promise<Slices> => {
  const at = now();
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: config.table("limits"), Key: { pk: key }, ConsistentRead: true }),
  );
  return slicesOf(Item, at);
};
