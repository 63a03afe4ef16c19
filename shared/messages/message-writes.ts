import { DeleteCommand, PutCommand, type TransactWriteCommandInput, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type ConditionFailed, conditional, dynamodb, type Item, isConditionFailed } from "../aws/dynamodb.ts";
import { newUpdate, type Update } from "../aws/update-expression.ts";
import { epochSeconds, now, nowIso } from "../kernel/clock.ts";
import { day, second } from "../kernel/durations.ts";
import type { Scope } from "../kernel/ids.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { indexKeysOf, messagesTable, openKeyOf, ownKey, primaryKey } from "./message-keys.ts";
import { ranks } from "./message-status.ts";
import { fromOf, type StoredMessage, storedMessageOf } from "./stored-message.ts";

type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

const newRow = (message: StoredMessage, checkAt: number | null): Item => ({
  ...message,
  ...indexKeysOf(message),
  statusRank: ranks[message.status],
  ...(checkAt === null ? {} : { openKey: openKeyOf(message.id, message.status, message.pausedBy != null), checkAt }),
});

/** What a create came to: ours, or the row that was there before (null: what is left of a deleted one). */
export type Created = { isNew: true } | { isNew: false; existing: StoredMessage | null };

/** Creates a message, once per id. A retry of our own write is recognised by its claim token (invariant 3). */
export const createMessage = async (message: StoredMessage, checkAt: number | null): Promise<Created> => {
  const result = await conditional(
    dynamodb().send(
      new PutCommand({
        TableName: messagesTable(),
        Item: newRow(message, checkAt),
        ConditionExpression: "attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ),
  );
  if (!isConditionFailed(result)) return { isNew: true };
  const existing = result.existing ? storedMessageOf(result.existing) : null;
  const isOurs = existing?.claimToken !== undefined && existing.claimToken === message.claimToken;
  return isOurs ? { isNew: true } : { isNew: false, existing };
};

/** The same create as a part of a transaction. */
export const messagePut = (message: StoredMessage, checkAt: number | null): TransactItem => ({
  Put: { TableName: messagesTable(), Item: newRow(message, checkAt), ConditionExpression: "attribute_not_exists(pk)" },
});

/** Takes back a claim that came to nothing before the provider was called. */
export const removeClaim = async (message: StoredMessage): Promise<void> => {
  await conditional(
    dynamodb().send(
      new DeleteCommand({
        TableName: messagesTable(),
        Key: primaryKey(message.scope, message.id),
        ConditionExpression: "claimToken = :token",
        ExpressionAttributeValues: { ":token": message.claimToken },
      }),
    ),
  );
};

export type Changed = { changed: true; message: StoredMessage } | { changed: false; existing: StoredMessage | null };

/** Changes what has nothing to do with the status, where a condition on the row holds. */
export const amend = async (
  message: StoredMessage,
  changes: { set?: Partial<StoredMessage> & { checkAt?: number }; remove?: readonly string[] },
): Promise<Changed> => {
  const update = newUpdate();
  setAll(update, changes.set ?? {});
  update.remove(...(changes.remove ?? []));
  update.condition(`${update.name("status")} = ${update.value(message.status)}`);
  return run(message.scope, message.id, update);
};

/**
 * Moves a claimed message to another configuration before that one's provider is called, so that its callbacks bind. Null: the claim is
 * no longer ours.
 */
export const moveToConfig = async (
  message: StoredMessage,
  providerConfig: Pick<StoredProviderConfig, "id" | "tenantId" | "provider">,
  sender: string | undefined,
): Promise<StoredMessage | null> => {
  const update = newUpdate();
  const from = fromOf(sender);
  setAll(update, {
    providerConfigId: providerConfig.id,
    configTenantId: providerConfig.tenantId,
    provider: providerConfig.provider,
    sender,
    from,
  });
  if (from !== undefined) update.set("ownKey", ownKey(message.scope, from));
  else update.remove("from", "ownKey");
  if (sender === undefined) update.remove("sender");
  update.condition(`${update.name("status")} = ${update.value("sending")}`);
  update.condition(`claimToken = ${update.value(message.claimToken)}`);
  const result = await run(message.scope, message.id, update);
  const isOurs =
    !result.changed &&
    result.existing?.claimToken === message.claimToken &&
    result.existing?.providerConfigId === providerConfig.id;
  return result.changed ? result.message : isOurs ? result.existing : null;
};

/** A deleted message leaves a row that holds nothing of it, so that its idempotency key and its callbacks find it gone. */
const tombstoneSeconds = (30 * day) / second;

export const replaceWithTombstone = async (message: StoredMessage): Promise<Changed> => {
  const result = await conditional(
    dynamodb().send(
      new PutCommand({
        TableName: messagesTable(),
        Item: {
          ...primaryKey(message.scope, message.id),
          deletedAt: nowIso(),
          // So that its batch still adds up.
          endedAs: message.status,
          expiresAt: epochSeconds(now()) + tombstoneSeconds,
        },
        ConditionExpression: "#status = :status",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":status": message.status },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ),
  );
  return isConditionFailed(result) ? unchanged(result) : { changed: true, message };
};

const unchanged = (failed: ConditionFailed): Changed => ({
  changed: false,
  existing: failed.existing ? storedMessageOf(failed.existing) : null,
});

export const touch = (update: Update): void => {
  const at = nowIso();
  update.set("updatedAt", at);
  update.set("lastEventAt", at);
};

export const setAll = (update: Update, values: object): void => {
  for (const [name, value] of Object.entries(values)) if (value !== undefined) update.set(name, value);
};

/** Runs an update of one row. Not changed: the row as it is, null where there is none. */
export const run = async (scope: Scope, id: string, update: Update): Promise<Changed> => {
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: messagesTable(),
        Key: primaryKey(scope, id),
        ...update.input(),
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ),
  );
  if (isConditionFailed(result)) return unchanged(result);
  const message = result.Attributes ? storedMessageOf(result.Attributes) : null;
  return message ? { changed: true, message } : { changed: false, existing: null };
};
