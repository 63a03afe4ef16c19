import type { AwsCall, AwsOperation } from "./aws-operation.ts";
import { AwsError, element } from "./query-xml.ts";

const hubAccount = "000000000000";

export const stsOperations: AwsOperation[] = [
  { service: "sts", action: "AssumeRole", result: assumeRole },
  {
    service: "sts",
    action: "GetCallerIdentity",
    result({ signer }) {
      const arn = signer.roleArn ?? `arn:aws:iam::${hubAccount}:user/simulated`;
      return element("Arn", arn) + element("UserId", signer.accessKeyId) + element("Account", accountIn(arn));
    },
  },
];

function assumeRole({ world, params }: AwsCall): string {
  const roleArn = params.get("RoleArn") ?? "";
  const roleSessionName = params.get("RoleSessionName") ?? "";
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(roleArn)) {
    throw new AwsError("ValidationError", `${roleArn} is invalid`);
  }
  if (!/^[\w+=,.@-]{2,64}$/.test(roleSessionName)) {
    throw new AwsError("ValidationError", "RoleSessionName is invalid");
  }
  const seconds = Number(params.get("DurationSeconds") ?? "3600");
  const session = world.roles.assume({ roleArn, roleSessionName, externalId: params.get("ExternalId") }, seconds);
  const assumedArn = roleArn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
  return [
    "<Credentials>",
    element("AccessKeyId", session.accessKeyId),
    element("SecretAccessKey", session.secretAccessKey),
    element("SessionToken", session.sessionToken),
    element("Expiration", new Date(session.expiresAt).toISOString()),
    "</Credentials><AssumedRoleUser>",
    element("Arn", `${assumedArn}/${roleSessionName}`),
    element("AssumedRoleId", `AROASIMULATED:${roleSessionName}`),
    "</AssumedRoleUser>",
  ].join("");
}

function accountIn(arn: string): string {
  return arn.split(":")[4] ?? hubAccount;
}
