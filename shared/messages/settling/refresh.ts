import { Problem } from "../../kernel/errors.ts";
import { problemOfFailure } from "../../providers/provider-failure.ts";
import { senderOfMessage } from "../config-of-message.ts";
import type { StoredMessage } from "../stored-message.ts";
import { askProvider } from "./reconcile.ts";

/** Asks the provider for a message's status now. Throws not_supported where there is nobody to ask, and the provider's failures. */
export const refresh = async (message: StoredMessage, requestId: string): Promise<StoredMessage> => {
  if (message.direction === "inbound" || message.provider === "test") return message;
  const provider = await senderOfMessage(message);
  if (!provider?.fetch)
    throw new Problem("not_supported", { detail: "This provider cannot be asked for a message's status." });
  if (message.providerMessageId === undefined) return message;
  try {
    return (await askProvider(message, "provider", requestId)) ?? message;
  } catch (error) {
    throw problemOfFailure(error);
  }
};
