import type { BodyOf } from "../../api/operation.ts";
import type { updateProviderConfig } from "../../api/operations/provider-configs.ts";
import { auditOf } from "../../identity/audit/audit-entry.ts";
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

/** Changes settings; who becomes the default, and who stops being it, changes in the same transaction. */
export const changeConfig = async (
  manager: ConfigManager,
  id: string,
  body: BodyOf<typeof updateProviderConfig>,
): Promise<ProviderConfigView> => {
  await beginChange(manager);
  const { isDefault, ...changes } = body;
  return changeManaged(
    manager,
    id,
    async (current) => {
      const { config } = current;
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
      // Only a connection test asks the provider whether the account owns the new sender.
      const unproven = hasNewSender(config, { ...config, ...changes }) ? { verified: false, verifiedAt: null } : {};
      const written = await updateConfig(config, { ...changes, ...unproven }, change, auditOf(manager, id, body));
      return written ? viewNow(manager, id) : null;
    },
    { isStop: isStop(body) },
  );
};

/** Switched off, and nothing else. */
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
