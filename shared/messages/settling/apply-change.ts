import { log } from "../../observability/logger.ts";
import { maskNumber } from "../../observability/masking.ts";
import type { StatusChange } from "../message.ts";
import { errorOf } from "../message-status.ts";
import { addLate, changeStatus } from "../message-writes.ts";
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
    tenant: message.scope,
    batchId: message.batchId,
    status: message.status,
    source: event.source,
    to: maskNumber(message.to),
    provider: message.provider,
    errorCode: error?.code,
    providerCode: error?.providerCode,
  });
};
