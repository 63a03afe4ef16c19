import { day } from "../kernel/durations.ts";
import { type Outbound, outboundMessage } from "../messages/planning/plan-message.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import type { rendererOf } from "../templates/render.ts";
import { bodyFor } from "../text/smart-encoding.ts";
import { begunAtOf, type StoredBatch } from "./batch.ts";
import type { Recipient } from "./recipients.ts";

/** How long the hub retries a recipient who is over a limit or whom the provider throttles: a large batch takes more than a day. */
export const defaultValidityMilliseconds = 6 * day;

/** Everything that a batch contributes to a recipient's message. */
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

/** The message without text, variables and metadata: for a recipient who is not sent to and whose full message cannot be made or stored. */
export const bareMessageFor = ({ batch, providerConfig }: MessageInputs, { id, to }: Recipient): StoredMessage => {
  const withoutContent = {
    ...batch,
    texts: null,
    template: null,
    contentSid: null,
    contentVariables: {},
    metadata: {},
  };
  return messageFor(
    { batch: { ...withoutContent, mediaUrls: [] }, providerConfig, render: null },
    { id, to, variables: {} },
  );
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
