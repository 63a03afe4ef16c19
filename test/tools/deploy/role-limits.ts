import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { account, clientSettings, region } from "./aws-environment.ts";
import type { DeployedResource } from "./deployed-stacks.ts";

/**
 * Shows that the emulator evaluates the functions' own policies. Otherwise the suite would prove nothing about them. It assumes the role
 * of the function for Twilio's inbound messages, which may read opt-outs, but must not read API keys or write to the audit log. Returns a
 * line for each call; throws if one has an unexpected outcome.
 */
export async function tryRoleLimits(endpoint: string, resources: readonly DeployedResource[]): Promise<string[]> {
  const role = resources.find(
    ({ type, logicalId }) => type === "AWS::IAM::Role" && logicalId.startsWith("inboundmessagerole"),
  );
  const table = (logicalId: string) => resources.find((resource) => resource.logicalId === logicalId)?.physicalId;
  if (!role) throw new Error("The stacks have no role of webhooks/inbound-message.");
  const { Credentials } = await new STSClient(clientSettings(endpoint)).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account}:role/${role.physicalId}`,
      RoleSessionName: "deploy-test",
    }),
  );
  const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  const dynamodb = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey, sessionToken: SessionToken },
  });
  const nobody = { pk: { S: "nobody" }, sk: { S: "nothing" } };
  const read = (TableName = "") => dynamodb.send(new GetItemCommand({ TableName, Key: nobody }));
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => "allowed",
      (error: unknown) => (error instanceof Error && error.name.startsWith("AccessDenied") ? "refused" : String(error)),
    );
  const tried = [
    { what: "read opt-outs", expected: "allowed", outcome: await outcome(read(table("OptOutsTable"))) },
    { what: "read API keys", expected: "refused", outcome: await outcome(read(table("ApiKeysTable"))) },
    {
      what: "write to the audit log",
      expected: "refused",
      outcome: await outcome(dynamodb.send(new PutItemCommand({ TableName: table("AuditTable") ?? "", Item: nobody }))),
    },
  ];
  const wrong = tried.filter((one) => one.expected !== one.outcome);
  if (wrong.length > 0) throw new Error(`The role of webhooks/inbound-message: ${JSON.stringify(wrong)}`);
  return tried.map((one) => `webhooks/inbound-message tries to ${one.what}: ${one.outcome}`);
}
