import { DeleteCommand, PutCommand, type TransactWriteCommandInput, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, type Item, isConditionFailed } from "../aws/dynamodb.ts";
import { newUpdate } from "../aws/update-expression.ts";
import { nowIso } from "../kernel/clock.ts";
import { currentForm } from "../numbers/forms-of-number.ts";
import { type OptOut, optOutOf } from "./opt-out.ts";
import { optOutPartition, optOutsTable, senderKey, tenantWide } from "./opt-out-keys.ts";

type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

interface OptOutTarget {
  owner: string;
  number: string;
  /** Undefined: the opt-out is tenant-wide and applies to every sender. */
  sender?: string | undefined;
}

const keyOf = async ({ owner, number, sender }: OptOutTarget) => ({
  pk: await optOutPartition(owner, number),
  sk: sender === undefined ? tenantWide : senderKey(sender),
});

const itemOf = async (target: OptOutTarget, source: OptOut["source"], keyword: string | null): Promise<Item> => {
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
 * Records a STOP in the transaction that stores its inbound message. The opt-out keeps the id of the first message, even if the person
 * sends STOP again, because the hub confirms only that one.
 */
export const optOutPut = async (
  target: OptOutTarget,
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

/** Records a START, so that the number gets messages from this sender again. */
export const optOutDelete = async (target: OptOutTarget): Promise<TransactItem> => ({
  Delete: { TableName: optOutsTable(), Key: await keyOf(target) },
});

/** Records an opt-out in a write of its own. An existing opt-out keeps its date and source. */
export const putOptOut = async (target: OptOutTarget, source: OptOut["source"]): Promise<OptOut> => {
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
  if (!optOut) throw new Error("The write of an opt-out was refused, but there is no such opt-out");
  return optOut;
};

/** Deletes an opt-out. False: there was none. */
export const removeOptOut = async (pk: string, sk: string): Promise<boolean> => {
  const removed = await dynamodb().send(
    new DeleteCommand({ TableName: optOutsTable(), Key: { pk, sk }, ReturnValues: "ALL_OLD" }),
  );
  return removed.Attributes !== undefined;
};

/**
 * Records an opt-out from a provider's list, which ends when the number leaves that list. An existing opt-out stays unchanged, especially
 * one whose number was erased. False: there is one.
 */
export const putListed = async (target: Required<OptOutTarget>, list: string): Promise<boolean> => {
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

/** Ends an opt-out that is no longer in its provider's list. Leaves an opt-out that has another source. */
export const removeListed = async (pk: string, sender: string, list: string): Promise<void> => {
  await conditional(
    dynamodb().send(
      new DeleteCommand({
        TableName: optOutsTable(),
        Key: { pk, sk: senderKey(sender) },
        ConditionExpression: "listKey = :list",
        ExpressionAttributeValues: { ":list": list },
      }),
    ),
  );
};

/** Removes the number from an opt-out, which still counts under its keyed hash. False: the number was removed before. */
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
