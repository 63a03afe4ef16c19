import type { Caller } from "../../identity/caller.ts";
import { Problem } from "../../kernel/errors.ts";
import { manifestOfMessage } from "../../providers/manifests.ts";
import { visibleMessage } from "../message-reads.ts";
import type { MessageStatus } from "../message-status.ts";
import { sendingChannel } from "../stored-message.ts";
import type { Sent } from "./claim-and-send.ts";
import { send } from "./send.ts";

/** These are still on their way: asking again now would send twice. */
const underway = new Set<MessageStatus>(["scheduled", "queued", "sending", "accepted", "sent"]);

/**
 * Sends a message again as a new one. Throws conflict while the first one is on its way, where its body is gone, and from unknown
 * without the caller's word that it may arrive twice.
 */
export const resend = async (
  caller: Caller,
  id: string,
  { acceptDuplicateRisk, urgent }: { acceptDuplicateRisk: boolean; urgent: boolean },
  idempotencyKey: string | null,
): Promise<Sent> => {
  const original = await visibleMessage(caller, id);
  if (original.direction === "inbound")
    throw new Problem("conflict", { detail: "An inbound message cannot be sent again." });
  const isReported = manifestOfMessage(original.provider).reports === "callbacks";
  if (underway.has(original.status) && (isReported || original.status !== "accepted"))
    throw new Problem("conflict", { detail: `The message is ${original.status}.` });
  if (original.status === "unknown" && !acceptDuplicateRisk)
    throw new Problem("conflict", {
      detail: "The first message may have been sent; set acceptDuplicateRisk to send it again.",
    });
  if (original.body === undefined && original.contentSid === undefined && original.mediaUrls.length === 0)
    throw new Problem("conflict", { detail: "The message was redacted: there is nothing to send." });
  const { to: number, writtenAs, body, contentSid, contentVariables, mediaUrls } = original;
  // The hub's own configurations are chosen for a tenant, not by it: what it went by may not be the one of today.
  const isOwn = original.configTenantId === caller.tenantId;
  const { sender, providerConfigId } = isOwn ? original : {};
  const { validitySeconds, userId, metadata } = original;
  const [to, channel] = [writtenAs ?? number, sendingChannel(original)];
  const request = {
    ...{ to, channel, body, contentSid, contentVariables, mediaUrls, from: sender, providerConfigId },
    ...{ validitySeconds, userId, metadata, urgent, resendOf: id },
  };
  const asked = { id, acceptDuplicateRisk, urgent };
  return send(caller, request, { operation: "resendMessage", key: idempotencyKey, body: asked });
};
