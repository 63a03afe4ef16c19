import { DeleteCommand, PutCommand, type TransactWriteCommandInput, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, type Item, isConditionFailed } from "../aws/dynamodb.ts";
import { newUpdate } from "../aws/update-expression.ts";
import { nowIso } from "../kernel/clock.ts";
import { currentForm } from "../numbers/forms-of-number.ts";
import { type OptOut, optOutOf } from "./opt-out.ts";
import { fromSender, optOutPartition, optOutsTable, tenantWide } from "./opt-out-keys.ts";

type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

interface FromSender {
  owner: string;
  number: string;
  /** Left out: tenant-wide, from every sender. */
  sender?: string | undefined;
}

const keyOf = async ({ owner, number, sender }: FromSender) => ({
  pk: await optOutPartition(owner, number),
  sk: sender === undefined ? tenantWide : fromSender(sender),
});

const itemOf = async (target: FromSender, source: OptOut["source"], keyword: string | null): Promise<Item> => {
  const { owner, number, sender } = target;
  const at = nowIso();
  return {
    ...(await keyOf(target)),
    number: currentForm(number),
    scope: sender === undefined ? "tenant" : { sender },
    source,
    ...(keyword === null ? {} : { keyword }),
    at,
    timeKey: owner,
    timeSort: `${at}#${number}#${sender ?? ""}`,
  };
};

/**
 * Records a STOP, as a part of the transaction that stores the message it came in. The opt-out names that message, and goes on naming it
 * however often the person says STOP again: it is the one that may be confirmed.
 */
export const optOutPut = async (
  target: FromSender,
  keyword: string | null,
  messageId: string,
): Promise<TransactItem> => {
  const { pk, sk, ...attributes } = await itemOf(target, "keyword", keyword);
  const update = newUpdate();
  for (const [name, value] of Object.entries(attributes)) update.set(name, value);
  update.setOnce("messageId", messageId);
  // It stands here in its own right now, whatever becomes of a provider's list.
  update.remove("listKey", ...(keyword === null ? ["keyword"] : []));
  return { Update: { TableName: optOutsTable(), Key: { pk, sk }, ...update.input() } };
};

/** Records a START: the number takes messages from this sender again. */
export const optOutDelete = async (target: FromSender): Promise<TransactItem> => ({
  Delete: { TableName: optOutsTable(), Key: await keyOf(target) },
});

/** Records an opt-out by itself; one that is there already keeps its date and where it came from. */
export const putOptOut = async (target: FromSender, source: OptOut["source"]): Promise<OptOut> => {
  const item = await itemOf(target, source, null);
  const result = await conditional(
    dynamodb().send(
      new PutCommand({
        TableName: optOutsTable(),
        Item: item,
        ConditionExpression: "attribute_not_exists(pk) OR attribute_not_exists(#number)",
        ExpressionAttributeNames: { "#number": "number" },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ),
  );
  const kept = isConditionFailed(result) ? result.existing : item;
  const optOut = kept && optOutOf(kept);
  if (!optOut) throw new Error("An opt-out was neither written nor there");
  return optOut;
};

/** False: there was none. */
export const removeOptOut = async (pk: string, sk: string): Promise<boolean> => {
  const removed = await dynamodb().send(
    new DeleteCommand({ TableName: optOutsTable(), Key: { pk, sk }, ReturnValues: "ALL_OLD" }),
  );
  return removed.Attributes !== undefined;
};

/**
 * Records an opt-out that stands in a provider's list; taken off there, it ends here too. One that is there already stays as it is, above
 * all one whose number was erased. False: there was one.
 */
export const putListed = async (target: Required<FromSender>, list: string): Promise<boolean> => {
  const result = await conditional(
    dynamodb().send(
      new PutCommand({
        TableName: optOutsTable(),
        Item: { ...(await itemOf(target, "provider", null)), listKey: list },
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    ),
  );
  return !isConditionFailed(result);
};

/** Ends an opt-out that its provider's list no longer holds, and that nobody put here for another reason. */
export const removeListed = async (pk: string, sender: string, list: string): Promise<void> => {
  await conditional(
    dynamodb().send(
      new DeleteCommand({
        TableName: optOutsTable(),
        Key: { pk, sk: fromSender(sender) },
        ConditionExpression: "listKey = :list",
        ExpressionAttributeValues: { ":list": list },
      }),
    ),
  );
};

/** Takes the number out of an opt-out, which goes on counting under its keyed hash. False: it was taken out before. */
export const hideNumberOfOptOut = async (pk: string, sk: string): Promise<boolean> => {
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: optOutsTable(),
        Key: { pk, sk },
        UpdateExpression: "REMOVE #number, keyword, messageId, timeKey, timeSort",
        ConditionExpression: "attribute_exists(#number)",
        ExpressionAttributeNames: { "#number": "number" },
      }),
    ),
  );
  return !isConditionFailed(result);
};
