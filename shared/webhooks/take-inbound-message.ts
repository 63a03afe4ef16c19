import { isChannel, traitsOf } from "../api/channels.ts";
import { scopeOf } from "../kernel/ids.ts";
import { type Detection, detectKeyword } from "../keywords/detect-keyword.ts";
import type { Webhook } from "../lambda/webhook-handler.ts";
import { limitCreation } from "../limits/creation-limits.ts";
import { readMessage } from "../messages/message-reads.ts";
import { askForReply } from "../messages/receiving/keyword-replies/ask-for-reply.ts";
import { isOwedReply, withReply } from "../messages/receiving/keyword-replies/owed-reply.ts";
import { receivedId, receivedMessage } from "../messages/receiving/received-message.ts";
import { type OptOutWish, storeReceived } from "../messages/receiving/received-message-writes.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import { log } from "../observability/logger.ts";
import { maskNumber } from "../observability/masking.ts";
import { optedOutSender } from "../opt-outs/opt-out.ts";
import { noteWebhook } from "../provider-configs/health/webhook-arrival-writes.ts";
import { verifiedWebhook } from "./verified-webhook.ts";

/**
 * Takes in one inbound message: writes its row, and with a STOP or a START the opt-out, in one write. A replay finds the row and changes
 * nothing (invariant 11). A message without a number is stored under another name of its writer.
 */
export const takeInboundMessage = async (webhook: Webhook): Promise<void> => {
  const { providerConfig, reader } = await verifiedWebhook(webhook);
  const posted = reader.receivedIn(webhook);
  if (!posted) {
    log.warn("webhook_ignored", { reason: "no message" });
    return;
  }
  const scope = scopeOf(providerConfig.tenantId, "live");
  const { number, providerMessageId, verdict } = posted;
  const detected = detectKeyword(posted.body, providerConfig, verdict);
  const wish = number === null ? null : optOutWishOf(detected);
  if (providerConfig.ownerUserId !== null) {
    const creator = { tenantId: providerConfig.tenantId, mode: "live", userId: providerConfig.ownerUserId } as const;
    // A replay creates nothing. A STOP has a limit of its own, so that the hub hears it even after many other messages.
    const id = await receivedId(scope, providerMessageId);
    if (await readMessage(scope, id)) return log.info("inbound_received", { messageId: id, isNew: false });
    await limitCreation(creator, wish === null ? "ownReceivedMessages" : "ownReceivedOptOuts");
  }
  const received = await receivedMessage({
    scope,
    providerConfig,
    posted,
    requestId: webhook.requestId,
  });
  const message = withReply({ ...received, ...detectedFields(detected) }, providerConfig, verdict);
  const senders = posted.senders.map((sender) => optedOutSender(providerConfig, sender));
  const isNew = await storeReceived(message, wish && number !== null ? { wish, number, senders } : null);
  log.info("inbound_received", { messageId: message.id, from: maskNumber(message.from ?? ""), isNew });
  if (number === null && (posted.isNameless || !mayBeNamed(message)))
    log.warn("inbound_without_number", { messageId: message.id, channel: message.channel, isNew });
  if (isNew) await noteWebhook(providerConfig, "lastInboundAt");
  if (isNew && isOwedReply(message)) await askForReply(message);
  if (wish && isNew) log.info("opt_out_recorded", { kind: wish.kind, number: maskNumber(message.from ?? "") });
};

/** True if the channel also has short codes and sender IDs. */
const mayBeNamed = ({ channel }: StoredMessage): boolean =>
  isChannel(channel) && traitsOf(channel).sender === "numbers";

/** The fields of the message's row that the detection sets. */
const detectedFields = ({
  keyword,
  suspectedOptOut,
}: Detection): Pick<StoredMessage, "keyword" | "suspectedOptOut"> => ({
  ...(keyword === null ? {} : { keyword }),
  ...(suspectedOptOut ? { suspectedOptOut } : {}),
});

const optOutWishOf = ({ keyword }: Detection): OptOutWish | null =>
  keyword?.action === "stop" || keyword?.action === "start" ? { kind: keyword.action, keyword: keyword.word } : null;
