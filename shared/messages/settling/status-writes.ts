import { newUpdate, type Update } from "../../aws/update-expression.ts";
import { type Scope, tenantOfScope } from "../../kernel/ids.ts";
import { log } from "../../observability/logger.ts";
import { maskNumber } from "../../observability/masking.ts";
import type { StatusChange } from "../message.ts";
import { openKeyOf, ownKey, providerKey } from "../message-keys.ts";
import { errorOf, ranks } from "../message-status.ts";
import { type Changed, run, setAll, touch } from "../message-writes.ts";
import type { StoredMessage } from "../stored-message.ts";

/**
 * Makes a change of status. Where the message has risen above it meanwhile (a callback overtook the create's answer), the change
 * joins the history and the message stands as it is. Returns the message as it is now.
 */
export const applyChange = async <Known extends Pick<StoredMessage, "scope" | "id">>(
  message: Known,
  change: StatusChange,
): Promise<Known | StoredMessage> => {
  const result = await changeStatus(message.scope, message.id, change);
  if (result.changed) {
    logStatus(result.message, change);
    return result.message;
  }
  // Back to waiting is no rise: where it does not apply any more, it did not happen.
  const isBack = change.to === "queued" || change.to === "scheduled";
  if (!result.existing || isBack) return result.existing ?? message;
  const late = await addLate(message.scope, result.existing, change);
  return late.changed ? late.message : (late.existing ?? message);
};

export const logStatus = (message: StoredMessage, { event }: StatusChange): void => {
  const error = errorOf(message);
  log.info("message_status", {
    messageId: message.id,
    tenantId: tenantOfScope(message.scope),
    batchId: message.batchId,
    status: message.status,
    source: event.source,
    to: maskNumber(message.to),
    provider: message.provider,
    errorCode: error?.code,
    providerCode: error?.providerCode,
  });
};

/** Who the row must belong to, where a signed callback and not we ourselves named it. */
export interface Binding {
  providerConfigId: string;
  providerMessageId: string;
}

/** Makes a change of status in one conditional write. Not changed: the row as it is, null where there is none. */
export const changeStatus = async (
  scope: Scope,
  id: string,
  change: StatusChange,
  binding?: Binding,
): Promise<Changed> => {
  const update = newUpdate();
  setAll(update, change.set);
  setOnceAll(update, scope, change.setOnce);
  update.set("status", change.to);
  update.set("statusRank", ranks[change.to]);
  update.setPath(["events", change.to], change.event);
  touch(update);
  if (change.checkAt === null) {
    update.set("isFinal", true);
    update.remove("openKey", "checkAt");
  } else if (change.checkAt !== undefined) {
    update.set("openKey", openKeyOf(id, change.to, change.isHeld));
    update.set("checkAt", change.checkAt);
  }
  const froms = change.from.map((status) => update.value(status));
  update.condition(`${update.name("status")} IN (${froms.join(", ")})`);
  if (change.claimToken !== undefined) update.condition(`claimToken = ${update.value(change.claimToken)}`);
  bind(update, binding);
  return run(scope, id, update);
};

/**
 * What a change that came too late still tells: its place in the history and what nobody knew yet; of a status that the history has, the
 * error, where it has none yet. Not changed where it tells nothing new.
 */
export const addLate = async (
  scope: Scope,
  existing: StoredMessage,
  change: StatusChange,
  binding?: Binding,
): Promise<Changed> => {
  let row = existing;
  if (row.events[change.to] === undefined) {
    const added = await addToHistory(scope, row.id, change, binding);
    if (added.changed || added.existing === null) return added;
    row = added.existing;
  }
  if (change.event.error === undefined) return { changed: false, existing: row };
  return addError(scope, row.id, change, binding);
};

const addToHistory = async (scope: Scope, id: string, change: StatusChange, binding?: Binding): Promise<Changed> => {
  const update = newUpdate();
  setOnceAll(update, scope, change.setOnce);
  update.setPath(["events", change.to], change.event);
  touch(update);
  update.condition(`attribute_not_exists(events.${update.name(change.to)})`);
  bind(update, binding);
  return run(scope, id, update);
};

/** A status may be told without a code and then with it. */
const addError = async (
  scope: Scope,
  id: string,
  { to, event }: StatusChange,
  binding: Binding | undefined,
): Promise<Changed> => {
  const update = newUpdate();
  update.setPath(["events", to, "error"], event.error);
  touch(update);
  const path = `events.${update.name(to)}`;
  update.condition(`attribute_exists(${path}) AND attribute_not_exists(${path}.${update.name("error")})`);
  bind(update, binding);
  return run(scope, id, update);
};

const setOnceAll = (update: Update, scope: Scope, values: Partial<StoredMessage>): void => {
  for (const [name, value] of Object.entries(values)) if (value !== undefined) update.setOnce(name, value);
  // A Messaging Service chooses the number, so an outbound message may learn only now what it was sent from.
  if (values.from !== undefined) update.setOnce("ownKey", ownKey(scope, values.from));
  if (values.providerMessageId !== undefined)
    update.setOnce("providerKey", providerKey(scope, values.providerMessageId));
};

const bind = (update: Update, binding: Binding | undefined): void => {
  if (!binding) {
    update.condition(`attribute_exists(${update.name("createdAt")})`);
    return;
  }
  update.condition(`providerConfigId = ${update.value(binding.providerConfigId)}`);
  const sid = update.value(binding.providerMessageId);
  update.condition(`(attribute_not_exists(providerMessageId) OR providerMessageId = ${sid})`);
};
