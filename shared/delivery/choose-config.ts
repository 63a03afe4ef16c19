import type { Caller } from "../identity/caller.ts";
import { cache } from "../kernel/cache.ts";
import { notFound } from "../kernel/errors.ts";
import { hubTenantId, type TenantId } from "../kernel/ids.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import { isUsable, type StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { readConfigRow, readConfigsOfOwner, readDefaultConfig } from "../provider-configs/provider-config-reads.ts";

export interface ConfigRequest {
  providerConfigId?: string | undefined;
  /** The acting user. Null: the tenant itself. A user's own configuration serves only what that user does (invariant 29). */
  actingUserId: string | null;
}

type ConfigCaller = Pick<Caller, "tenantId" | "useHubProvider">;

const configCache = cache<StoredProviderConfig | null>({ milliseconds: () => waits().settingsMemory, entries: 500 });

/**
 * Chooses the active configuration that a request uses: the requested one, else the acting user's own, else the tenant's default, else the
 * hub's default if the tenant uses it. It reads each by its own key, never from a list that others can extend (invariant 31). Reads are
 * cached for 10 s. If cached reads lead to a refusal, the hub reads again from the store and chooses again. Null: there is none.
 * Throws not_found for an id that is unknown, inactive or another user's.
 */
export const chooseConfig = async (
  caller: ConfigCaller,
  request: ConfigRequest,
): Promise<StoredProviderConfig | null> => {
  let isFresh = true;
  const readCached: Read = (key, load) => {
    let isLoading = false;
    const value = configCache.recall(key, () => {
      isLoading = true;
      return load();
    });
    isFresh &&= isLoading;
    return value;
  };
  const first = await choice(caller, request, readCached);
  const settled = isFresh || (first && isUsable(first)) ? first : await choice(caller, request, configCache.refresh);
  if (!settled && request.providerConfigId !== undefined) throw notFound("provider configuration");
  return settled;
};

/** Reads one configuration under its cache key, from the cache or from the store. */
type Read = (key: string, load: () => Promise<StoredProviderConfig | null>) => Promise<StoredProviderConfig | null>;

const choice = async (
  { tenantId, useHubProvider }: ConfigCaller,
  { providerConfigId, actingUserId }: ConfigRequest,
  read: Read,
): Promise<StoredProviderConfig | null> => {
  const defaultOf = async (owner: TenantId) => active(await read(`default#${owner}`, () => readDefaultConfig(owner)));
  const hubDefault = useHubProvider && tenantId !== hubTenantId ? defaultOf(hubTenantId) : null;
  if (providerConfigId !== undefined) {
    const [requested, hub] = await Promise.all([
      read(`id#${tenantId}#${providerConfigId}`, () => readConfigRow(tenantId, providerConfigId)),
      hubDefault,
    ]);
    const mayUse = requested?.ownerUserId === null || requested?.ownerUserId === actingUserId;
    if (requested?.isActive && mayUse) return requested;
    return hub?.id === providerConfigId ? hub : null;
  }
  const [own, tenantDefault, hub] = await Promise.all([
    actingUserId === null ? null : read(`own#${tenantId}#${actingUserId}`, () => readNewestOwn(tenantId, actingUserId)),
    defaultOf(tenantId),
    hubDefault,
  ]);
  return own ?? tenantDefault ?? hub;
};

const active = (config: StoredProviderConfig | null): StoredProviderConfig | null => (config?.isActive ? config : null);

/** The newest of a user's own configurations that is active and can send. */
const readNewestOwn = async (tenantId: TenantId, userId: string): Promise<StoredProviderConfig | null> => {
  const own = (await readConfigsOfOwner(tenantId, userId)).filter((config) => config.isActive && isUsable(config));
  return own.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0] ?? null;
};
