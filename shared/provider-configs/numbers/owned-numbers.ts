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
 * A configuration with its account's numbers. Throws not_found, not_supported where the provider's numbers cannot be managed (SNS,
 * test mode), and provider_not_verified.
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

/** One of them, by its SID or as a number. Throws not_found where the account has no such number. */
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
  // A SID that is cut, say, is no number; it names nothing that is there either.
  if (!/^[\s+\d().\-/]+$/.test(named)) return null;
  return asked(numbers.find(numberInUrl(named, defaultCountry, "sid")));
};

/** Asks the provider; its failures become problems. */
export const asked = async <Answer>(question: Promise<Answer>): Promise<Answer> => {
  try {
    return await question;
  } catch (error) {
    throw problemOfFailure(error);
  }
};

/** An application's URLs win over the number's own; a fragment only says how often Twilio tries. */
export const isConnected = (config: StoredProviderConfig, { webhooks }: OwnedNumber): boolean =>
  webhooks.smsUrl?.split("#")[0] === inboundUrlOf(config) && webhooks.smsApplicationSid === null;

export const viewOfNumber = (config: StoredProviderConfig, number: OwnedNumber) => ({
  ...number,
  isConnected: isConnected(config, number),
});

/** The account's numbers and where their webhooks point, a page at a time as the provider gives them. */
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
