import * as z from "zod";
import { withCompanion } from "../../api/schemas/entries.ts";
import { text } from "../../api/text.ts";
import { accountSidPattern, apiKeySidPattern } from "../../api/twilio-sids.ts";
import { homeRegion, type TwilioRegion, twilioRegionNames } from "./twilio-regions.ts";

/** The adapter's credentials. The auth token signs webhooks. An API key, if there is one, authenticates the requests. */
export interface TwilioCredentials {
  accountSid: string;
  authToken: string;
  secondaryAuthToken?: string | undefined;
  apiKeySid?: string | undefined;
  apiKeySecret?: string | undefined;
  /** The region where they are valid. Credentials that were stored before the hub had regions name none. */
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

/** The credentials that a caller can set. */
export const twilioCredentialSchemas = [GivenCredentials] as const;
