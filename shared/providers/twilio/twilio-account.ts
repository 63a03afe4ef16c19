import { BalanceListInstance } from "twilio/lib/rest/api/v2010/account/balance.js";
import { MessageListInstance } from "twilio/lib/rest/api/v2010/account/message.js";
import type { ProviderAccount } from "../provider.ts";
import { ProviderFailure } from "../provider-failure.ts";
import type { TwilioCredentials } from "./twilio-credentials.ts";
import { findTwilioSenders } from "./twilio-senders.ts";
import { apiVersion } from "./wire/sdk.ts";
import { asking } from "./wire/twilio-failure.ts";
import { type TwilioOptions, twilioTransport } from "./wire/twilio-transport.ts";

/**
 * Reads the account with its auth token, even if an API key does the sending. The token signs Twilio's webhooks, and a standard API key may
 * not read the account. If there is an API key, the hub tests it with a second request.
 */
export const twilioAccount = (credentials: TwilioCredentials, options: TwilioOptions = {}): ProviderAccount => {
  const { accountSid, authToken, apiKeySid, region } = credentials;
  const transport = twilioTransport({ accountSid, authToken, region }, options);
  const owner = apiVersion(transport);
  return {
    describe: async () => {
      const [account, balance] = await Promise.all([
        // The SDK's account resource would import every other resource.
        asking(() => owner.fetch({ uri: `/Accounts/${accountSid}.json`, method: "get" })),
        balanceOf(BalanceListInstance(owner, accountSid)),
        apiKeySid === undefined ? undefined : proveApiKey(credentials, options),
      ]);
      return { name: textOf(account.friendly_name), status: textOf(account.status), balance };
    },
    findSenders: (named) => findTwilioSenders(transport, named),
  };
};

/** Reads the balance. A subaccount has none of its own, so a failure here says nothing about the credentials. */
const balanceOf = async (resource: ReturnType<typeof BalanceListInstance>) => {
  try {
    const { balance, currency } = await resource.fetch();
    return balance && currency ? { amount: balance, currency } : null;
  } catch {
    return null;
  }
};

/** Tests the API key. Twilio may refuse the list to a restricted key that can send (403), but it refuses a wrong key as unknown. */
const proveApiKey = async (credentials: TwilioCredentials, options: TwilioOptions): Promise<void> => {
  const messages = MessageListInstance(apiVersion(twilioTransport(credentials, options)), credentials.accountSid);
  try {
    await asking(() => messages.page({ pageSize: 1 }));
  } catch (failure) {
    if (failure instanceof ProviderFailure && failure.kind !== "rejected") throw failure;
  }
};

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
