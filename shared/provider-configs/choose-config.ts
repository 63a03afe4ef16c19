import { notFound } from "../errors.ts";
import { hubTenantId, type TenantId } from "../ids.ts";
import type { Caller } from "../lambda/caller.ts";
import { shortMemory } from "../short-memory.ts";
import { waits } from "../waits.ts";
import { isUsable, type StoredProviderConfig, type TenantConfigs } from "./provider-config.ts";
import { readTenantConfigs } from "./provider-config-reads.ts";

export interface WantedConfig {
  providerConfigId?: string | undefined;
  /** For whom an API key acts; a token acts for its own subject alone. */
  userId?: string | null | undefined;
}

type ConfigCaller = Pick<Caller, "tenantId" | "useHubProvider" | "userId" | "onlyOwn">;

const memory = shortMemory<TenantConfigs>({ milliseconds: () => waits().settingsMemory, entries: 500 });

/**
 * Who sends this: the configuration asked for, else the user's own, else the tenant's default, else the hub's default if the tenant
 * uses it; active ones only. What was read is remembered for 10 s, but nobody is refused by memory: a choice that would refuse
 * is made again from a fresh read. Null: there is none. Throws not_found for an id that is unknown, inactive or another user's.
 */
export const chooseConfig = async (
  caller: ConfigCaller,
  wanted: WantedConfig,
): Promise<StoredProviderConfig | null> => {
  let isFresh = false;
  const load = (tenantId: TenantId) => () => {
    isFresh = true;
    return readTenantConfigs(tenantId, true);
  };
  const remembered = await configsFor(caller, (tenantId) => memory.recall(tenantId, load(tenantId)));
  const first = choice(remembered, caller, wanted);
  const settled =
    isFresh || (first && isUsable(first))
      ? first
      : choice(await configsFor(caller, (id) => memory.refresh(id, load(id))), caller, wanted);
  if (!settled && wanted.providerConfigId !== undefined) throw notFound("provider configuration");
  return settled;
};

interface Choosable {
  own: TenantConfigs;
  hub: TenantConfigs;
}

const none: TenantConfigs = { configs: [], defaultId: null };

const configsFor = async (
  { tenantId, useHubProvider }: ConfigCaller,
  read: (tenantId: TenantId) => Promise<TenantConfigs>,
): Promise<Choosable> => {
  const usesHub = useHubProvider && tenantId !== hubTenantId;
  const [own, hub] = await Promise.all([read(tenantId), usesHub ? read(hubTenantId) : none]);
  return { own, hub };
};

const choice = ({ own, hub }: Choosable, caller: ConfigCaller, wanted: WantedConfig): StoredProviderConfig | null => {
  // A user's configuration serves that user alone: a token cannot borrow another user's by naming them.
  const userId = caller.onlyOwn ?? caller.userId ?? wanted.userId ?? null;
  const active = own.configs.filter((config) => config.isActive);
  const hubDefault = defaultOf(hub);
  if (wanted.providerConfigId !== undefined) {
    const asked = active.find((config) => config.id === wanted.providerConfigId);
    if (asked && (asked.ownerUserId === null || asked.ownerUserId === userId)) return asked;
    return hubDefault?.id === wanted.providerConfigId ? hubDefault : null;
  }
  return (userId === null ? undefined : newestOwnedBy(userId, active)) ?? defaultOf(own) ?? hubDefault;
};

const defaultOf = ({ configs, defaultId }: TenantConfigs): StoredProviderConfig | null =>
  configs.find((config) => config.id === defaultId && config.isActive) ?? null;

const newestOwnedBy = (userId: string, configs: readonly StoredProviderConfig[]): StoredProviderConfig | undefined =>
  configs.filter((config) => config.ownerUserId === userId).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
