import * as z from "zod";
import { text } from "../text.ts";
import { accountSidPattern, apiKeySidPattern } from "../twilio-sids.ts";
import { withCompanion } from "./entries.ts";

const TwilioCredentials = withCompanion(
  withCompanion(
    z.strictObject({
      accountSid: z.string().regex(accountSidPattern, "must be AC and 32 hexadecimal digits"),
      authToken: text(128).min(16),
      secondaryAuthToken: text(128).min(16).optional(),
      apiKeySid: z.string().regex(apiKeySidPattern, "must be SK and 32 hexadecimal digits").optional(),
      apiKeySecret: text(128).min(16).optional(),
    }),
    "apiKeySid",
    "apiKeySecret",
  ),
  "apiKeySecret",
  "apiKeySid",
);

const awsRegion = z.string().regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, "must be an AWS region such as eu-west-1");
const SnsRoleCredentials = z.strictObject({
  region: awsRegion,
  roleArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/phonehub-[A-Za-z0-9_+=,.@-]{1,55}$/,
      "must be the ARN of a role whose name begins with phonehub-",
    ),
});
const SnsKeyCredentials = z.strictObject({
  region: awsRegion,
  accessKeyId: z.string().regex(/^A[A-Z0-9]{15,127}$/, "must be an access key id of AWS, which begins with A"),
  secretAccessKey: text(128).min(16),
});

/** Write-only. Which of them fits is judged against the configuration's provider. */
export const Credentials = z
  .union([TwilioCredentials, SnsRoleCredentials, SnsKeyCredentials])
  .meta({ id: "Credentials" });
