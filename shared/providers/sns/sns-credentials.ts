import * as z from "zod";
import { text } from "../../api/text.ts";

/** The adapter's credentials. The hub adds the external id, so that no tenant can use a role that trusts the hub for another tenant. */
export type SnsCredentials =
  | { region: string; roleArn: string; externalId: string }
  | { region: string; accessKeyId: string; secretAccessKey: string };

const awsRegion = z.string().regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, "must be an AWS region such as eu-west-1");
const RoleCredentials = z.strictObject({
  region: awsRegion,
  roleArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/phonehub-[A-Za-z0-9_+=,.@-]{1,55}$/,
      "must be the ARN of a role whose name begins with phonehub-",
    ),
});
const KeyCredentials = z.strictObject({
  region: awsRegion,
  accessKeyId: z.string().regex(/^A[A-Z0-9]{15,127}$/, "must be an access key id of AWS, which begins with A"),
  secretAccessKey: text(128).min(16),
});

/** The credentials that a caller can set. */
export const snsCredentialSchemas = [RoleCredentials, KeyCredentials] as const;
