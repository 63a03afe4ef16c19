import { queryAll } from "../aws/short-list.ts";
import { optOutsTable } from "./opt-out-keys.ts";

/** The partitions of all opt-outs that came from a provider's list, those of erased numbers too. */
export const readListed = async (list: string): Promise<Set<string>> => {
  const rows = await queryAll({
    TableName: optOutsTable(),
    IndexName: "byList",
    KeyConditionExpression: "listKey = :list",
    ExpressionAttributeValues: { ":list": list },
  });
  return new Set(rows.map(({ pk }) => String(pk)));
};
