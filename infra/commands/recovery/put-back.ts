import { isDeepStrictEqual } from "node:util";
import { type DynamoDBDocumentClient, GetCommand, PutCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { conditional, type Item, isConditionFailed } from "../../../shared/aws/dynamodb.ts";
import { ranks } from "../../../shared/messages/message-status.ts";

export interface PutBack {
  /** The restored copy. */
  from: string;
  /** The table in use. */
  to: string;
  /** False: only count. */
  apply: boolean;
  /** Write rows that differ, too. */
  overwrite: boolean;
}

export interface PutBackCount {
  read: number;
  missing: number;
  different: number;
  written: number;
}

const atOnce = 25;

/** Copies the rows that a table has lost from a restored copy of it. Newer rows stay. */
export async function putBack(client: DynamoDBDocumentClient, options: PutBack): Promise<PutBackCount> {
  const count = { read: 0, missing: 0, different: 0, written: 0 };
  const one = async (item: Item): Promise<void> => {
    const existing = await read(client, options.to, item);
    const isMissing = existing === undefined;
    const isDifferent = !isMissing && !isDeepStrictEqual(existing, item);
    count.read += 1;
    if (isMissing) count.missing += 1;
    if (isDifferent) count.different += 1;
    const isToBeWritten = isMissing || (isDifferent && options.overwrite);
    if (options.apply && isToBeWritten && (await write(client, options, item, isMissing))) count.written += 1;
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

/** False if another writer has created the row in the meantime: that row is newer, and stays. */
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
 * Makes a row of a backup safe to restore. A message that waited at the time of the backup may have been sent since. It returns as a
 * message with an expired lease: the sweeper looks for it at its provider, and the hub never sends it again by itself (invariant 1). A
 * message that is not due yet still waits.
 */
export const restoredRow = (item: Item, now: number): Item => {
  const isDue = item.status === "scheduled" && Date.parse(String(item.sendAt)) <= now;
  const waits = item.openKey !== undefined && (item.status === "queued" || isDue);
  return waits ? { ...item, status: "sending", statusRank: ranks.sending, leaseUntil: 0, checkAt: now } : item;
};
