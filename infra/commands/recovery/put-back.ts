import { isDeepStrictEqual } from "node:util";
import { type DynamoDBDocumentClient, GetCommand, PutCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { conditional, type Item, isConditionFailed } from "../../../shared/aws/dynamodb.ts";
import { ranks } from "../../../shared/messages/message-status.ts";

export interface PutBack {
  /** A restored copy, and the table in use. */
  from: string;
  to: string;
  /** Left out: only count. */
  apply: boolean;
  /** Rows that stand there in another version, too. */
  overwrite: boolean;
}

export interface PutBackCount {
  read: number;
  missing: number;
  different: number;
  written: number;
}

const atOnce = 25;

/** Puts what a table has lost back from a restored copy of it. What has appeared since stays. */
export async function putBack(client: DynamoDBDocumentClient, options: PutBack): Promise<PutBackCount> {
  const count = { read: 0, missing: 0, different: 0, written: 0 };
  const one = async (item: Item): Promise<void> => {
    const existing = await read(client, options.to, item);
    const isMissing = existing === undefined;
    const isDifferent = !isMissing && !isDeepStrictEqual(existing, item);
    count.read += 1;
    if (isMissing) count.missing += 1;
    if (isDifferent) count.different += 1;
    const wanted = isMissing || (isDifferent && options.overwrite);
    if (options.apply && wanted && (await write(client, options, item, isMissing))) count.written += 1;
  };
  for await (const { Items = [] } of paginateScan({ client }, { TableName: options.from, ConsistentRead: true })) {
    for (let next = 0; next < Items.length; next += atOnce)
      await Promise.all(Items.slice(next, next + atOnce).map(one));
  }
  return count;
}

const keyOf = ({ pk, sk }: Item): Item => ({ pk, ...(sk === undefined ? {} : { sk }) });

const read = async (client: DynamoDBDocumentClient, table: string, item: Item): Promise<Item | undefined> =>
  (await client.send(new GetCommand({ TableName: table, Key: keyOf(item), ConsistentRead: true }))).Item;

/** False: somebody has written the row meanwhile, and knows better. */
const write = async (
  client: DynamoDBDocumentClient,
  { to }: PutBack,
  item: Item,
  isMissing: boolean,
): Promise<boolean> => {
  const condition = isMissing ? { ConditionExpression: "attribute_not_exists(pk)" } : {};
  const put = new PutCommand({ TableName: to, Item: restoredRow(item, Date.now()), ...condition });
  return !isConditionFailed(await conditional(client.send(put)));
};

/**
 * A row of a backup as it may come back. A message that waited to be sent then may have been sent since: it returns as one whose
 * sender died, which is looked for at its provider and never sent again by itself (invariant 1). One that is not due yet still waits.
 */
export const restoredRow = (item: Item, now: number): Item => {
  const isDue = item.status === "scheduled" && Date.parse(String(item.sendAt)) <= now;
  const waits = item.openKey !== undefined && (item.status === "queued" || isDue);
  return waits ? { ...item, status: "sending", statusRank: ranks.sending, leaseUntil: 0, checkAt: now } : item;
};
