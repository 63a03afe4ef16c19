import { messageSidPattern, messagingServiceSidPattern } from "../api/twilio-sids.ts";
import { scopeOf } from "../kernel/ids.ts";
import { type Detection, detectKeyword } from "../keywords/detect-keyword.ts";
import type { Webhook } from "../lambda/webhook-handler.ts";
import { limitCreation } from "../limits/creation-limits.ts";
import { readMessage } from "../messages/message-reads.ts";
import { askForReply } from "../messages/receiving/keyword-replies/ask-for-reply.ts";
import { isOwedReply, withReply } from "../messages/receiving/keyword-replies/owed-reply.ts";
import { addressPattern, receivedId, receivedMessage, writerOf } from "../messages/receiving/received-message.ts";
import { type OptOutWish, storeReceived } from "../messages/receiving/received-message-writes.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import { log } from "../observability/logger.ts";
import { maskNumber } from "../observability/masking.ts";
import { optedOutSender } from "../opt-outs/opt-out.ts";
import { noteWebhook } from "../provider-configs/health/webhook-arrival-writes.ts";
import { verifiedProviderConfig } from "./verified-webhook.ts";

/**
 * Takes in one inbound message: its row, and with a STOP or a START the opt-out, in one write. A replay finds the row and changes
 * nothing (invariant 11). One without a number is kept under whatever else names its writer.
 */
export const takeInboundMessage = async (webhook: Webhook): Promise<void> => {
  const providerConfig = await verifiedProviderConfig(webhook);
  const { MessageSid: sid = "", From: from = "", To: to = "", Body: body = "", OptOutType } = webhook.parameters;
  if (!messageSidPattern.test(sid) || !(from === "" || addressPattern.test(from)) || !addressPattern.test(to)) {
    log.warn("webhook_ignored", { reason: "no message" });
    return;
  }
  const scope = scopeOf(providerConfig.tenantId, "live");
  const { number } = writerOf(webhook.parameters);
  const detected = detectKeyword(body, providerConfig, OptOutType);
  const wish = number === null ? null : optOutWishOf(detected);
  if (providerConfig.ownerUserId !== null) {
    const creator = { tenantId: providerConfig.tenantId, mode: "live", userId: providerConfig.ownerUserId } as const;
    // What is there already creates nothing; and who says STOP must be heard, however much came in before.
    const id = await receivedId(scope, sid);
    if (await readMessage(scope, id)) return log.info("inbound_received", { messageId: id, isNew: false });
    await limitCreation(creator, wish === null ? "ownReceivedMessages" : "ownReceivedOptOuts");
  }
  const received = await receivedMessage({
    scope,
    providerConfigId: providerConfig.id,
    configTenantId: providerConfig.tenantId,
    actingUserId: providerConfig.ownerUserId ?? undefined,
    parameters: webhook.parameters,
    requestId: webhook.requestId,
  });
  const message = withReply({ ...received, ...keptOf(detected) }, providerConfig, OptOutType);
  const { MessagingServiceSid: service = "" } = webhook.parameters;
  const senderNames = messagingServiceSidPattern.test(service) ? [message.to, service] : [message.to];
  const senders = senderNames.map((sender) => optedOutSender(providerConfig, sender));
  const isNew = await storeReceived(message, wish && number !== null ? { wish, number, senders } : null);
  log.info("inbound_received", { messageId: message.id, from: maskNumber(message.from ?? ""), isNew });
  if (number === null && (from === "" || message.channel !== "sms"))
    log.warn("inbound_without_number", { messageId: message.id, channel: message.channel, isNew });
  if (isNew) await noteWebhook(providerConfig, "lastInboundAt");
  if (isNew && isOwedReply(message)) await askForReply(message);
  if (wish && isNew) log.info("opt_out_recorded", { kind: wish.kind, number: maskNumber(message.from ?? "") });
};

/** What the message's row keeps of what was heard. */
const keptOf = ({ keyword, suspectedOptOut }: Detection): Pick<StoredMessage, "keyword" | "suspectedOptOut"> => ({
  ...(keyword === null ? {} : { keyword }),
  ...(suspectedOptOut ? { suspectedOptOut } : {}),
});

const optOutWishOf = ({ keyword }: Detection): OptOutWish | null =>
  keyword?.action === "stop" || keyword?.action === "start" ? { kind: keyword.action, keyword: keyword.word } : null;
