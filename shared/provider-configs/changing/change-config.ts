import type { BodyOf } from "../../api/operation.ts";
import type { updateProviderConfig } from "../../api/operations/provider-configs.ts";
import { auditOf } from "../../identity/audit/audit-entry.ts";
import type { StoredProviderConfig } from "../provider-config.ts";
import type { ConfigAndDefault } from "../provider-config-reads.ts";
import { type DefaultChange, updateConfig } from "../provider-config-writes.ts";
import { beginChange, changeManaged } from "./change-managed.ts";
import { type ConfigManager, managedConfig } from "./config-manager.ts";
import {
  hasNewSender,
  refuseOwnedDefault,
  refuseTooManyNumbers,
  refuseUnfitFailover,
  refuseUnfitKeywords,
} from "./config-rules.ts";
import { type ProviderConfigView, viewOfConfig } from "./config-view.ts";
import { refuseLackedSettings } from "./regional-settings.ts";

type Changes = BodyOf<typeof updateProviderConfig>;

/** Changes a configuration's settings. If it becomes the default or stops being it, that is written in the same transaction. */
export const changeConfig = async (manager: ConfigManager, id: string, body: Changes): Promise<ProviderConfigView> => {
  await beginChange(manager);
  const { isDefault, channels, ...others } = body;
  return changeManaged(
    manager,
    id,
    async (current) => {
      const { config } = current;
      const changes = { ...others, ...(channels && { channels: mergedChannels(config.channels, channels) }) };
      refuseOwnedDefault(isDefault, config.ownerUserId);
      refuseTooManyNumbers(changes.fromNumbers, config.ownerUserId);
      refuseUnfitKeywords({
        ownerUserId: config.ownerUserId,
        keywords: changes.keywords ?? config.keywords,
        replies: changes.replies ?? config.replies,
      });
      refuseLackedSettings(config, changes);
      await refuseUnfitFailover(config, changes.failoverConfigId);
      const change = defaultChangeOf(isDefault, current);
      if (Object.keys(changes).length === 0 && change === "leave") return viewOfConfig(config, current.defaultId);
      // Only a connection test asks the provider whether the account owns the new sender, so the configuration must pass one again.
      const unproven = hasNewSender(config, { ...config, ...changes }) ? { verified: false, verifiedAt: null } : {};
      const written = await updateConfig(config, { ...changes, ...unproven }, change, auditOf(manager, id, body));
      return written ? viewNow(manager, id) : null;
    },
    { isStop: isStop(body) },
  );
};

type Channels = StoredProviderConfig["channels"];

/** RFC 7396: a channel's settings that the request omits keep their values. */
const mergedChannels = (before: Channels, changes: NonNullable<Changes["channels"]>): Channels =>
  Object.fromEntries(
    Object.entries(before).map(([name, settings]) => [name, { ...settings, ...changes[name as keyof Channels] }]),
  ) as Channels;

/** True if the request only sets isActive to false. */
const isStop = (body: object): boolean => Object.entries(body).every(([name, value]) => name === "isActive" && !value);

const viewNow = async (manager: ConfigManager, id: string): Promise<ProviderConfigView> => {
  const { config, defaultId } = await managedConfig(manager, id);
  return viewOfConfig(config, defaultId);
};

const defaultChangeOf = (isDefault: boolean | undefined, { config, defaultId }: ConfigAndDefault): DefaultChange => {
  const wasDefault = config.id === defaultId;
  if (isDefault === undefined || isDefault === wasDefault) return "leave";
  return isDefault ? "take" : "giveUp";
};
