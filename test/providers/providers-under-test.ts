import type { ProviderName } from "../../shared/providers/manifests.ts";
import type { ProviderUnderTest } from "../contracts/main-job.ts";
import { snsUnderTest } from "./sns-under-test.ts";
import { twilioUnderTest } from "./twilio/twilio-under-test.ts";

/** Every provider, as the tests of the served hub send through it. */
export const providersUnderTest: Readonly<Record<ProviderName, () => Promise<ProviderUnderTest>>> = {
  twilio: twilioUnderTest,
  sns: snsUnderTest,
};
