import type * as z from "zod";
import type { ProviderName } from "./manifests.ts";
import { snsCredentialSchemas } from "./sns/sns-credentials.ts";
import { twilioCredentialSchemas } from "./twilio/twilio-credentials.ts";

/** The forms of credentials that a caller can set, for each provider. */
export const credentialSchemas = {
  twilio: twilioCredentialSchemas,
  sns: snsCredentialSchemas,
} as const satisfies Readonly<Record<ProviderName, readonly z.ZodType[]>>;
