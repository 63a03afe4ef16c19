import * as rules from "../api/rules.ts";
import type { Caller } from "../identity/caller.ts";
import { broken } from "../kernel/errors.ts";
import { managedConfig } from "../provider-configs/changing/config-manager.ts";
import { isConfigName, senderName } from "./sender-name.ts";

/**
 * A sender as every send names it. Throws invalid_request for what names none: an opt-out from it would never be found; and not_found for a
 * provider configuration that is not the caller's to see, as for one that is not there (invariant 16).
 */
export const requireSender = async (caller: Caller, typed: string): Promise<string> => {
  const sender = senderName(typed, caller.defaultCountry);
  if (sender === null) throw broken(rules.knownSender);
  if (isConfigName(sender)) await managedConfig(caller, sender);
  return sender;
};
