import { traitsOf } from "../../../api/channels.ts";
import { keyedId } from "../../../aws/hash-key.ts";
import { type MessageId, tenantOfScope } from "../../../kernel/ids.ts";
import type { DetectedKeyword } from "../../../keywords/keyword-of.ts";
import type { StoredProviderConfig } from "../../../provider-configs/provider-config.ts";
import { bodyFor } from "../../../text/smart-encoding.ts";
import { outboundMessage, queuedMessage } from "../../planning/plan-message.ts";
import { type StoredMessage, sendingChannel } from "../../stored-message.ts";
import { replySeconds, replyValidUntil } from "./settle-reply.ts";

/** However often a keyword is answered, it is answered by one message. */
export const replyIdOf = async ({ scope, id }: StoredMessage): Promise<MessageId> =>
  (await keyedId("message", tenantOfScope(scope), "keyword-reply", id)) as MessageId;

/** The answer, waiting for a worker: from the number that was written to, to the person who wrote, whatever the hour there. */
export const replyMessage = (
  inbound: StoredMessage,
  keyword: DetectedKeyword,
  { id, text, providerConfig }: { id: MessageId; text: string; providerConfig: StoredProviderConfig },
): StoredMessage => {
  const { scope, from = "", to, writtenAs, requestId = "" } = inbound;
  const channel = sendingChannel(inbound);
  const message = outboundMessage(
    { scope, id, requestId },
    {
      to: from,
      writtenAs: traitsOf(channel).keepsOlderForms ? writtenAs : undefined,
      channel,
      body: bodyFor(providerConfig, { channel, body: text }),
      template: undefined,
      contentSid: undefined,
      contentVariables: undefined,
      mediaUrls: [],
      sender: to,
      providerConfig,
      isTest: providerConfig.testMode,
      sendAt: undefined,
      validitySeconds: replySeconds,
      validFrom: replyValidUntil(inbound) - replySeconds * 1000,
      userId: null,
      actingUserId: null,
      metadata: {},
      resendOf: undefined,
    },
  );
  return queuedMessage({ ...message, answers: { messageId: inbound.id, action: keyword.action } });
};
