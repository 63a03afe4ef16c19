import { day } from "../kernel/durations.ts";
import { type Outbound, outboundMessage } from "../messages/planning/plan-message.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import type { rendererOf } from "../templates/render.ts";
import { bodyFor } from "../text/smart-encoding.ts";
import { begunAtOf, type StoredBatch } from "./batch.ts";
import type { Recipient } from "./recipients.ts";

/** Who is over a limit, or whom the provider has no room for, is tried again for so long: of a large batch that takes more than a day. */
export const defaultValidityMilliseconds = 6 * day;

/** What makes a recipient's message of a batch. */
export interface MessageInputs {
  batch: StoredBatch;
  providerConfig: StoredProviderConfig | null;
  render: ReturnType<typeof rendererOf> | null;
}

export const messageFor = ({ batch, providerConfig, render }: MessageInputs, recipient: Recipient): StoredMessage =>
  outboundMessage(
    { scope: batch.scope, id: recipient.id, requestId: batch.requestId, batchId: batch.id },
    outboundOf(batch, providerConfig, recipient, render),
  );

/** The same without what the batch and its list give it to say: for one who is not sent to, where that could not be kept. */
export const bareMessageFor = ({ batch, providerConfig }: MessageInputs, { id, to }: Recipient): StoredMessage => {
  const wordless = { ...batch, texts: null, template: null, contentSid: null, contentVariables: {}, metadata: {} };
  return messageFor({ batch: { ...wordless, mediaUrls: [] }, providerConfig, render: null }, { id, to, variables: {} });
};

const outboundOf = (
  batch: StoredBatch,
  providerConfig: StoredProviderConfig | null,
  { to, variables }: Recipient,
  render: MessageInputs["render"],
): Outbound => {
  const values = { ...batch.template?.variables, ...variables };
  const { channel, contentSid } = batch;
  const body = contentSid === null ? render?.({ locale: batch.template?.locale, variables: values }).body : undefined;
  return {
    to,
    channel,
    body: bodyFor(providerConfig, { channel, body }),
    template: batch.template?.id ? { id: batch.template.id, variables: values } : undefined,
    contentSid: contentSid ?? undefined,
    contentVariables: contentSid === null ? undefined : { ...batch.contentVariables, ...variables },
    mediaUrls: batch.mediaUrls,
    sender: batch.sender ?? undefined,
    providerConfig,
    isTest: batch.isTest,
    sendAt: undefined,
    validitySeconds: batch.validitySeconds ?? undefined,
    validFrom: begunAtOf(batch),
    patience: defaultValidityMilliseconds,
    userId: null,
    actingUserId: batch.actingUserId,
    metadata: batch.metadata,
    resendOf: undefined,
  };
};
