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
/** Fields that the hub derives: from the tenant's default pointer, the ciphertext, the functions' URLs and the row's health attributes. */
type Derived = "isDefault" | "hasCredentials" | "webhookUrls" | "health";

/** By the number's SID: its webhooks before the hub connected the number, and whether connecting added it to the senders. */
type NumberBackups = Readonly<Record<string, { number: string; webhooks: NumberWebhooks; addedSender: boolean }>>;

/** A provider configuration as its row holds it. A separate item names the tenant's default. */
export interface StoredProviderConfig extends Omit<Contract, Derived> {
  tenantId: TenantId;
  /** 128 random bits, part of the path of this configuration's webhooks. */
  webhookId: string;
  /** The credentials, encrypted by KMS. Null: the configuration has none. */
  credentials: string | null;
  /** Changes each time the credentials are set. Versions sort by the time of setting. */
  credentialsVersion: string | null;
  numberBackups: NumberBackups;
  /** When the hub last read the provider's list of opt-outs, epoch milliseconds. Only for SNS, which reports opt-outs no other way. */
  optOutsReadAt?: number;
  /** Where the next read of that list continues. Null: it starts at the beginning. */
  optOutsCursor?: string | null;
  /** End of the cool-down, epoch milliseconds. Until then, messages use the failover configuration; a batch without one waits. */
  coolsUntil?: number;
  /**
   * True between the event `provider_config.unhealthy` and the event `provider_config.recovered`. An accepted send emits the recovery;
   * new credentials and their connection test do not.
   */
  isOutageTold?: boolean;
  healthStatus: Contract["health"]["status"];
  lastError: string | null;
  lastInboundAt: string | null;
  lastStatusCallbackAt: string | null;
  /** Fingerprint of the request that created the configuration; a request with the same idempotency key is compared with it. */
  fingerprint: string | null;
  /** Increases with every change through the API. DynamoDB refuses a change that read an older revision. */
  revision: number;
}

/** The sort key of the item that names the tenant's default. There is one such item, so a tenant never has two defaults. */
export const defaultPointer = "default";

/**
 * The sort key of the item that lists the ids of one owner's configurations. The owner is a user, or (null) the tenant. With this item the
 * hub finds an owner's configurations without reading those of other owners, and caps their number (invariant 31).
 */
export const ownerList = (ownerUserId: string | null): string =>
  ownerUserId === null ? "shared" : `owner#${ownerUserId}`;

/** The maximum number of configurations: of one user, and shared by one tenant. */
export const maximumOwned = { byUser: 5, byTenant: 50 } as const;

/** The maximum number of sender numbers in a user's own configuration. */
export const maximumOwnNumbers = 10;

/** Tells a configuration from the other items in the tenant's partition, which have other sort keys. */
export const isConfigId = (id: string): boolean => /^cfg_[A-Za-z0-9_-]+$/.test(id);

/** Defaults for a row that is older than the keyword settings. */
const withoutKeywords = {
  keywords: { stop: [], start: [], help: [] },
  replies: { stop: null, start: null, help: null, words: [] },
  providerAnswers: true,
  suspectedOptOuts: "flag",
} satisfies Partial<StoredProviderConfig>;

/** Defaults for a row that is older than a channel: the channel is off. */
const channelsOff = bySwitch(
  () => ({ isEnabled: false }),
  () => ({ isEnabled: false, sender: null }),
) satisfies StoredProviderConfig["channels"];

/** The default for a row that is older than regions: its credentials are those of the provider's home region. */
const withoutRegion = ({ provider, credentials }: Item): Pick<StoredProviderConfig, "region"> => ({
  region: credentials ? homeRegionOf(provider as ProviderName) : null,
});

/** Converts a row to a configuration. No other code does this. */
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

/** The configuration's senders that each serve only one channel. */
export const channelSendersOf = ({ channels }: Pick<StoredProviderConfig, "channels">): ChannelSender[] =>
  ownSenderChannels.flatMap((channel) => {
    const { sender } = channels[channel];
    return sender === null ? [] : [{ channel, sender }];
  });

/** The configuration ids in an owner's list. */
export const idsFromList = (list: Item | undefined): string[] =>
  list?.configIds instanceof Set ? [...list.configIds].map(String) : [];

export const defaultIdFromItem = (pointer: Item | undefined): string | null =>
  typeof pointer?.configId === "string" ? pointer.configId : null;

/** In test mode the hub calls no provider, so the configuration needs neither credentials nor a connection test. */
export const isUsable = (config: StoredProviderConfig): boolean =>
  config.testMode || (config.verified && config.credentials !== null);

/** Returns the chosen configuration. Throws no_provider_config if there is none. */
export const requireConfig = (config: StoredProviderConfig | null): StoredProviderConfig => {
  if (config) return config;
  throw new Problem("no_provider_config", {
    detail:
      "There is no active provider configuration to send with. Make one: POST /v1/provider-configs with the credentials of your provider, then POST /v1/provider-configs/{id}/test-connection.",
  });
};

/** Throws provider_not_verified if a live configuration has no credentials or has not passed test-connection. */
export const requireUsable = (config: StoredProviderConfig): void => {
  if (isUsable(config)) return;
  const detail =
    config.credentials === null
      ? `The provider configuration ${config.id} has no credentials: set them with PUT …/credentials, then run POST …/test-connection.`
      : `The provider configuration ${config.id} must pass POST …/test-connection first.`;
  throw new Problem("provider_not_verified", { detail });
};
