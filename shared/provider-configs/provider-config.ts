import type * as z from "zod";
import { bySwitch, type OwnSenderChannel, ownSenderChannels } from "../api/channels.ts";
import type { ProviderConfig } from "../api/schemas/provider-config-schemas.ts";
import type { Item } from "../aws/dynamodb.ts";
import { Problem } from "../kernel/errors.ts";
import type { TenantId } from "../kernel/ids.ts";
import { sortKey } from "../kernel/page-cursor.ts";
import type { ProviderName } from "../providers/manifests.ts";
import type { NumberWebhooks } from "../providers/provider.ts";
import { homeRegionOf } from "../providers/regions.ts";

type Contract = z.output<typeof ProviderConfig>;
/** Told from elsewhere than the row: the tenant's default pointer, the ciphertext, the functions' URLs. */
type Derived = "isDefault" | "hasCredentials" | "webhookUrls" | "health";

/** What a number's webhooks were before the hub took the number over, and whether that made it a sender; by SID. */
type NumberBackups = Readonly<Record<string, { number: string; webhooks: NumberWebhooks; addedSender: boolean }>>;

/** A provider configuration as its row holds it. Which one is the tenant's default stands in an item of its own. */
export interface StoredProviderConfig extends Omit<Contract, Derived> {
  tenantId: TenantId;
  /** 128 random bits in the path of this configuration's webhooks. */
  webhookId: string;
  /** Encrypted by KMS; null: none were set. */
  credentials: string | null;
  /** Changes with every setting of the credentials, and sorts by when that was. */
  credentialsVersion: string | null;
  numberBackups: NumberBackups;
  /** When the provider's own list of opt-outs was last read, epoch milliseconds; SNS's alone, for it tells them no other way. */
  optOutsReadAt?: number;
  /** Where in that list the next reading goes on; null: at its beginning. */
  optOutsCursor?: string | null;
  /** Epoch milliseconds until which the provider is spared where there is a failover. */
  coolsUntil?: number;
  /** An event told that it is unhealthy, and none yet that it has recovered: new credentials and their test do not tell, a send does. */
  isOutageTold?: boolean;
  healthStatus: Contract["health"]["status"];
  lastError: string | null;
  lastInboundAt: string | null;
  lastStatusCallbackAt: string | null;
  /** Of the request that made it, where that carried an idempotency key. */
  fingerprint: string | null;
  /** Rises with every change of what a caller may set; a change is refused where it read an older one. */
  revision: number;
}

/** The sort key of the item that names the tenant's default: one item, so that there can never be two. */
export const defaultPointer = "default";

/**
 * The sort key of the item that names one owner's configurations: a user's own, or (null) those the tenant shares. It is how an owner's are
 * found without reading anybody else's, and what limits how many there are (invariant 31).
 */
export const ownerList = (ownerUserId: string | null): string =>
  ownerUserId === null ? "shared" : `owner#${ownerUserId}`;

/** So many a user has at most: of their own, and shared by the tenant. */
export const maximumOwned = { byUser: 5, byTenant: 50 } as const;

/** So many numbers a user's own configuration sends from at most. */
export const maximumOwnNumbers = 10;

/** Other items of the table's partition have other keys. */
export const isConfigId = (id: string): boolean => /^cfg_[A-Za-z0-9_-]+$/.test(id);

/** What a configuration has that was made before there were keywords of its own. */
const withoutKeywords = {
  keywords: { stop: [], start: [], help: [] },
  replies: { stop: null, start: null, help: null, words: [] },
  providerAnswers: true,
  suspectedOptOuts: "flag",
} satisfies Partial<StoredProviderConfig>;

/** A channel that came after the configuration was made is off in it. */
const channelsOff = bySwitch(
  () => ({ isEnabled: false }),
  () => ({ isEnabled: false, sender: null }),
) satisfies StoredProviderConfig["channels"];

/** Credentials that were set before the hub knew regions name none. */
const withoutRegion = ({ provider, credentials }: Item): Pick<StoredProviderConfig, "region"> => ({
  region: credentials ? homeRegionOf(provider as ProviderName) : null,
});

/** The one place where a row becomes a configuration. */
export const configFromItem = ({ pk, sk, timeKey, timeSort, ...attributes }: Item): StoredProviderConfig => {
  const config = { ...withoutKeywords, ...withoutRegion(attributes), ...attributes } as unknown as StoredProviderConfig;
  return { ...config, channels: { ...channelsOff, ...config.channels } };
};

export const itemOfConfig = (config: StoredProviderConfig): Item => ({
  pk: config.tenantId,
  sk: config.id,
  timeKey: config.tenantId,
  timeSort: sortKey(config),
  ...config,
});

interface ChannelSender {
  channel: OwnSenderChannel;
  sender: string;
}

/** The senders that a configuration has for one channel alone. */
export const channelSendersOf = ({ channels }: Pick<StoredProviderConfig, "channels">): ChannelSender[] =>
  ownSenderChannels.flatMap((channel) => {
    const { sender } = channels[channel];
    return sender === null ? [] : [{ channel, sender }];
  });

/** The ids that an owner's list names. */
export const idsFromList = (list: Item | undefined): string[] =>
  list?.configIds instanceof Set ? [...list.configIds].map(String) : [];

export const defaultIdFromItem = (pointer: Item | undefined): string | null =>
  typeof pointer?.configId === "string" ? pointer.configId : null;

/** Test mode reaches no provider, so it needs neither credentials nor their verification. */
export const isUsable = (config: StoredProviderConfig): boolean =>
  config.testMode || (config.verified && config.credentials !== null);

/** The configuration that was chosen. Throws no_provider_config where there was none to choose. */
export const requireConfig = (config: StoredProviderConfig | null): StoredProviderConfig => {
  if (config) return config;
  throw new Problem("no_provider_config", {
    detail:
      "There is no active provider configuration to send with. Make one: POST /v1/provider-configs with the credentials of your provider, then POST /v1/provider-configs/{id}/test-connection.",
  });
};

/** Throws provider_not_verified for a live configuration that test-connection has not passed. */
export const requireUsable = (config: StoredProviderConfig): void => {
  if (isUsable(config)) return;
  const detail =
    config.credentials === null
      ? `The provider configuration ${config.id} has no credentials: set them with PUT …/credentials, then run POST …/test-connection.`
      : `The provider configuration ${config.id} must pass POST …/test-connection first.`;
  throw new Problem("provider_not_verified", { detail });
};
