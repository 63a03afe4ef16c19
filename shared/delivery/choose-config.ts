import type { Caller } from "../identity/caller.ts";
import { cache } from "../kernel/cache.ts";
import { notFound } from "../kernel/errors.ts";
import { hubTenantId, type TenantId } from "../kernel/ids.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import { isUsable, type StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { readConfigRow, readConfigsOfOwner, readDefaultConfig } from "../provider-configs/provider-config-reads.ts";

export interface WantedConfig {
  providerConfigId?: string | undefined;
  /** Who acts; null: the tenant itself. That user's own configuration serves that user's acts alone (invariant 29). */
  actingUserId: string | null;
}

type ConfigCaller = Pick<Caller, "tenantId" | "useHubProvider">;

const memory = cache<StoredProviderConfig | null>({ milliseconds: () => waits().settingsMemory, entries: 500 });

/**
 * The configuration that a request goes by: the one asked for, else the acting user's own, else the tenant's default, else the hub's default
 * if the tenant uses it; active ones only. Each is read by itself, never a list that others can extend (invariant 31). What was read is
 * remembered for 10 s, but nobody is refused by memory: a choice that would refuse is made again from a fresh read. Null: there is none.
 * Throws not_found for an id that is unknown, inactive or another user's.
 */
export const chooseConfig = async (
  caller: ConfigCaller,
  wanted: WantedConfig,
): Promise<StoredProviderConfig | null> => {
  let isFresh = true;
  const remembered: Read = (key, load) => {
    let isLoading = false;
    const value = memory.recall(key, () => {
      isLoading = true;
      return load();
    });
    isFresh &&= isLoading;
    return value;
  };
  const first = await choice(caller, wanted, remembered);
  const settled = isFresh || (first && isUsable(first)) ? first : await choice(caller, wanted, memory.refresh);
  if (!settled && wanted.providerConfigId !== undefined) throw notFound("provider configuration");
  return settled;
};

/** One configuration by what it is to somebody: from memory, or from the store. */
type Read = (key: string, load: () => Promise<StoredProviderConfig | null>) => Promise<StoredProviderConfig | null>;

const choice = async (
  { tenantId, useHubProvider }: ConfigCaller,
  { providerConfigId, actingUserId }: WantedConfig,
  read: Read,
): Promise<StoredProviderConfig | null> => {
  const defaultOf = async (owner: TenantId) => active(await read(`default#${owner}`, () => readDefaultConfig(owner)));
  const hubDefault = useHubProvider && tenantId !== hubTenantId ? defaultOf(hubTenantId) : null;
  if (providerConfigId !== undefined) {
    const [asked, hub] = await Promise.all([
      read(`id#${tenantId}#${providerConfigId}`, () => readConfigRow(tenantId, providerConfigId)),
      hubDefault,
    ]);
    const mayUse = asked?.ownerUserId === null || asked?.ownerUserId === actingUserId;
    if (asked?.isActive && mayUse) return asked;
    return hub?.id === providerConfigId ? hub : null;
  }
  const [own, tenants, hub] = await Promise.all([
    actingUserId === null ? null : read(`own#${tenantId}#${actingUserId}`, () => readNewestOwn(tenantId, actingUserId)),
    defaultOf(tenantId),
    hubDefault,
  ]);
  return own ?? tenants ?? hub;
};

const active = (config: StoredProviderConfig | null): StoredProviderConfig | null => (config?.isActive ? config : null);

/** The newest of a user's own that is active and can send. */
const readNewestOwn = async (tenantId: TenantId, userId: string): Promise<StoredProviderConfig | null> => {
  const own = (await readConfigsOfOwner(tenantId, userId)).filter((config) => config.isActive && isUsable(config));
  return own.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0] ?? null;
};
