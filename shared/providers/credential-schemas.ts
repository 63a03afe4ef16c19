import type * as z from "zod";
import type { ProviderName } from "./manifests.ts";
import { snsCredentialSchemas } from "./sns/sns-credentials.ts";
import { twilioCredentialSchemas } from "./twilio/twilio-credentials.ts";

/** What a caller may set as a provider's credentials: one of these. */
export const credentialSchemas = {
  twilio: twilioCredentialSchemas,
  sns: snsCredentialSchemas,
} as const satisfies Readonly<Record<ProviderName, readonly z.ZodType[]>>;
