import * as z from "zod";
import { withCompanion } from "../../api/schemas/entries.ts";
import { text } from "../../api/text.ts";
import { accountSidPattern, apiKeySidPattern } from "../../api/twilio-sids.ts";
import { homeRegion, type TwilioRegion, twilioRegionNames } from "./twilio-regions.ts";

/** What the adapter is given. The auth token signs webhooks; an API key, where there is one, does the rest. */
export interface TwilioCredentials {
  accountSid: string;
  authToken: string;
  secondaryAuthToken?: string | undefined;
  apiKeySid?: string | undefined;
  apiKeySecret?: string | undefined;
  /** Where they are valid. Those that were set before there were regions name none. */
  region?: TwilioRegion | undefined;
}

const GivenCredentials = withCompanion(
  withCompanion(
    z.strictObject({
      accountSid: z.string().regex(accountSidPattern, "must be AC and 32 hexadecimal digits"),
      authToken: text(128).min(16),
      secondaryAuthToken: text(128).min(16).optional(),
      apiKeySid: z.string().regex(apiKeySidPattern, "must be SK and 32 hexadecimal digits").optional(),
      apiKeySecret: text(128).min(16).optional(),
      region: z
        .enum(twilioRegionNames)
        .default(homeRegion)
        .meta({ description: "The region in which they were made: Twilio takes them in no other" }),
    }),
    "apiKeySid",
    "apiKeySecret",
  ),
  "apiKeySecret",
  "apiKeySid",
);

/** What a caller may set. */
export const twilioCredentialSchemas = [GivenCredentials] as const;
