import { e164Pattern } from "../api/common.ts";
import { scopeOf } from "../ids.ts";
import { type Heard, heardIn } from "../keywords/heard-in.ts";
import type { Webhook } from "../lambda/webhook-handler.ts";
import { limitCreation } from "../limits/creation-limits.ts";
import { log } from "../logger.ts";
import { maskNumber } from "../masking.ts";
import { askForReply } from "../messages/keyword-replies/ask-for-reply.ts";
import { isOwedReply, withReply } from "../messages/keyword-replies/owed-reply.ts";
import { receivedMessage } from "../messages/received-message.ts";
import { type OptOutWish, storeReceived } from "../messages/received-message-writes.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import { optedOutSender } from "../opt-outs/opted-out-sender.ts";
import { noteWebhook } from "../provider-configs/health-writes.ts";
import { verifiedConfig } from "./verified-webhook.ts";

const messageSidPattern = /^(SM|MM)[0-9a-f]{32}$/;
const messagingServicePattern = /^MG[0-9a-f]{32}$/;
/** A number, a short code, a sender ID, an address of another channel: a row's key is made of it. */
const addressPattern = /^\P{Cc}{1,128}$/u;

/**
 * Takes in one inbound message: its row, and with a STOP or a START the opt-out, in one write. A replay finds the row and changes
 * nothing (invariant 11).
 */
export const takeInboundMessage = async (webhook: Webhook): Promise<void> => {
  const config = await verifiedConfig(webhook);
  const { MessageSid: sid = "", From: from = "", To: to = "", Body: body = "", OptOutType } = webhook.parameters;
  if (!messageSidPattern.test(sid) || !addressPattern.test(from) || !addressPattern.test(to)) {
    log.warn("webhook_ignored", { reason: "no message" });
    return;
  }
  if (config.ownerUserId !== null)
    await limitCreation({ tenantId: config.tenantId, mode: "live", userId: config.ownerUserId }, "ownReceivedMessages");
  const received = await receivedMessage({
    scope: scopeOf(config.tenantId, "live"),
    providerConfigId: config.id,
    configTenantId: config.tenantId,
    actingUserId: config.ownerUserId ?? undefined,
    parameters: webhook.parameters,
    requestId: webhook.requestId,
  });
  const heard = heardIn(body, config, OptOutType);
  const message = withReply({ ...received, ...keptOf(heard) }, config, OptOutType);
  const wish = e164Pattern.test(message.from ?? "") ? optOutWishOf(heard) : null;
  const { MessagingServiceSid: service = "" } = webhook.parameters;
  const told = messagingServicePattern.test(service) ? [message.to, service] : [message.to];
  const senders = told.map((sender) => optedOutSender(config, sender));
  const isNew = await storeReceived(message, wish && { wish, number: message.from ?? "", senders });
  log.info("inbound_received", { messageId: message.id, from: maskNumber(message.from ?? ""), isNew });
  if (isNew) await noteWebhook(config, "lastInboundAt");
  if (isNew && isOwedReply(message)) await askForReply(message);
  if (wish && isNew) log.info("opt_out_recorded", { kind: wish.kind, number: maskNumber(message.from ?? "") });
};

/** What the message's row keeps of what was heard. */
const keptOf = ({ keyword, suspectedOptOut }: Heard): Pick<StoredMessage, "keyword" | "suspectedOptOut"> => ({
  ...(keyword === null ? {} : { keyword }),
  ...(suspectedOptOut ? { suspectedOptOut } : {}),
});

const optOutWishOf = ({ keyword }: Heard): OptOutWish | null =>
  keyword?.action === "stop" || keyword?.action === "start" ? { kind: keyword.action, keyword: keyword.word } : null;
