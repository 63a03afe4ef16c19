import { Problem } from "../../kernel/errors.ts";
import { cancel } from "../message.ts";
import { changeStatus } from "../settling/status-writes.ts";
import type { StoredMessage } from "../stored-message.ts";

/** Cancels a message that still waits here. Throws not_cancelable once it was taken to be sent, or is over. */
export const cancelWaiting = async (message: StoredMessage, requestId: string): Promise<StoredMessage> => {
  if (message.status === "canceled") return message;
  const result = await changeStatus(message.scope, message.id, cancel({ source: "api", requestId }));
  if (result.changed) return result.message;
  if (result.existing?.status === "canceled") return result.existing;
  throw new Problem("not_cancelable", { detail: `The message is ${result.existing?.status ?? "gone"}.` });
};
