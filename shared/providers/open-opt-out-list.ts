import { credentialsFor, type ProviderChoice, type ProviderCredentials } from "./credentials.ts";
import type { ProviderOptOuts } from "./provider.ts";
import { snsOptOuts } from "./sns/sns-opt-outs.ts";

/** Null where the provider has no list to be read: Twilio tells an opt-out by a webhook, or when it refuses a message. */
export const optOutsFor = async (
  { provider, testMode }: ProviderChoice,
  credentials: () => Promise<ProviderCredentials>,
): Promise<ProviderOptOuts | null> =>
  testMode || provider !== "sns" ? null : snsOptOuts(await credentialsFor("sns", credentials));
