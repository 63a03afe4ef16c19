import { phoneNumberSidPattern } from "../../api/twilio-sids.ts";
import { requireLiveKey } from "../../identity/caller.ts";
import { notFound, Problem } from "../../kernel/errors.ts";
import { numberInUrl } from "../../numbers/number-in-url.ts";
import { openNumbers } from "../../providers/open-numbers.ts";
import type { OwnedNumber, OwnedNumbers } from "../../providers/provider.ts";
import { problemOfFailure } from "../../providers/provider-failure.ts";
import { requireInRegion } from "../../providers/regions.ts";
import { type ConfigManager, managedConfig, requireOwners } from "../changing/config-manager.ts";
import { inboundUrlOf } from "../changing/config-view.ts";
import { credentialsOf } from "../credentials/credentials-of.ts";
import { requireUsable, type StoredProviderConfig } from "../provider-config.ts";

/**
 * Opens the numbers of a configuration's account. Throws not_found, permission_missing, provider_not_verified, and not_supported if the hub
 * cannot manage the numbers (SNS, test mode).
 */
export const ownedNumbers = async (
  manager: ConfigManager,
  id: string,
): Promise<{ config: StoredProviderConfig; numbers: OwnedNumbers }> => {
  requireLiveKey(manager);
  const { config } = await managedConfig(manager, id);
  requireOwners(manager, config);
  const numbers = await openNumbers(config, async () => {
    requireUsable(config);
    return credentialsOf(config);
  });
  if (!numbers)
    throw new Problem("not_supported", { detail: "The numbers of this configuration cannot be managed from here." });
  requireInRegion(config, "numbers");
  return { config, numbers };
};

/** Finds one number of the account, by its SID or by the number itself. Throws not_found if the account does not have it. */
export const ownedNumber = async (manager: ConfigManager, id: string, named: string) => {
  const { config, numbers } = await ownedNumbers(manager, id);
  const number = phoneNumberSidPattern.test(named)
    ? await asked(numbers.get(named))
    : await byNumber(manager, numbers, named);
  if (!number) throw notFound("phone number in the account");
  return { config, numbers, number };
};

const byNumber = async (
  { defaultCountry }: Pick<ConfigManager, "defaultCountry">,
  numbers: OwnedNumbers,
  named: string,
): Promise<OwnedNumber | null> => {
  // Text with other characters, such as a truncated SID, is not a phone number, so no number matches it.
  if (!/^[\s+\d().\-/]+$/.test(named)) return null;
  return asked(numbers.find(numberInUrl(named, defaultCountry, "sid")));
};

/** Awaits a request to the provider and converts its failures to problems. */
export const asked = async <Answer>(question: Promise<Answer>): Promise<Answer> => {
  try {
    return await question;
  } catch (error) {
    throw problemOfFailure(error);
  }
};

/** At Twilio, an application's URLs override the number's own. The fragment of a URL only sets how often Twilio retries. */
export const isConnected = (config: StoredProviderConfig, { webhooks }: OwnedNumber): boolean =>
  webhooks.smsUrl?.split("#")[0] === inboundUrlOf(config) && webhooks.smsApplicationSid === null;

export const viewOfNumber = (config: StoredProviderConfig, number: OwnedNumber) => ({
  ...number,
  isConnected: isConnected(config, number),
});

/** Lists the account's numbers and their webhooks, in the pages that the provider returns. */
export const listNumbers = async (
  manager: ConfigManager,
  id: string,
  page: { limit: number; cursor?: string | undefined },
) => {
  const { config, numbers } = await ownedNumbers(manager, id);
  const { limit, cursor } = page;
  const { items, nextCursor } = await asked(numbers.list({ limit, ...(cursor === undefined ? {} : { cursor }) }));
  return { items: items.map((number) => viewOfNumber(config, number)), nextCursor };
};
