import { keyedId } from "../../aws/hash-key.ts";
import { nowIso } from "../../kernel/clock.ts";
import { type MessageId, type Scope, tenantOfScope } from "../../kernel/ids.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { ReceivedFromProvider } from "../../providers/provider-webhooks.ts";
import { segmentsOf } from "../../text/segments.ts";
import type { StoredMessage } from "../stored-message.ts";

interface Received {
  scope: Scope;
  /** The configuration at which it came in. */
  providerConfig: Pick<StoredProviderConfig, "id" | "tenantId" | "ownerUserId" | "provider">;
  /** What the provider posted, proven to be the provider's. */
  posted: ReceivedFromProvider;
  requestId: string;
}

/** A received message's id comes from the provider's, so that a replayed webhook finds it. */
export const receivedId = async (scope: Scope, providerMessageId: string): Promise<MessageId> =>
  (await keyedId("message", tenantOfScope(scope), "received", providerMessageId)) as MessageId;

/** An inbound message's row. */
export const receivedMessage = async ({
  scope,
  providerConfig,
  posted,
  requestId,
}: Received): Promise<StoredMessage> => {
  const { providerMessageId, channel, from, writtenAs, to, body, mediaTypes } = posted;
  const { id: providerConfigId, tenantId: configTenantId, ownerUserId, provider } = providerConfig;
  const at = nowIso();
  const segments = segmentsOf(body);
  return {
    scope,
    id: await receivedId(scope, providerMessageId),
    direction: "inbound",
    channel,
    status: "received",
    isFinal: true,
    to,
    ...(from === "" ? {} : { from }),
    ...(writtenAs === null ? {} : { writtenAs }),
    body,
    mediaUrls: [],
    mediaTypes: [...mediaTypes],
    segmentCount: segments.count,
    encoding: segments.encoding,
    provider,
    providerConfigId,
    configTenantId,
    // A message at a user's own configuration is that user's.
    ...(ownerUserId === null ? {} : { actingUserId: ownerUserId }),
    providerMessageId,
    isTest: false,
    metadata: {},
    createdAt: at,
    updatedAt: at,
    lastEventAt: at,
    events: { received: { at, source: "callback", requestId } },
    validUntil: 0,
    attempts: 0,
    requestId,
  };
};
