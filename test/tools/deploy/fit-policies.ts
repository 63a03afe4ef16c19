import * as z from "zod";
import { callAsRoot } from "./call-as-root.ts";
import type { DeployedResource } from "./deployed-stacks.ts";

const Policy = z.looseObject({
  Statement: z.array(
    z.looseObject({
      Action: z.union([z.string(), z.array(z.string())]),
      Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    }),
  ),
});

/** The name of every role's inline policy in infra/constructs/hub-function.ts. */
const policyName = "grants";

/** Condition keys that AWS's KMS and DynamoDB support, and the emulator does not. */
const unknownKeys = ["kms:EncryptionContext:", "kms:MacAlgorithm", "dynamodb:EnclosingOperation"];
/** The action that the emulator requires for a batch. AWS has no such action, and requires sqs:SendMessage. */
const batchSend = "sqs:SendMessageBatch";
const isUnknown = (key: string): boolean => unknownKeys.some((beginning) => key.startsWith(beginning));

type Statement = z.output<typeof Policy>["Statement"][number];

/**
 * Translates the roles' policies for the emulator, and changes nothing else. There, a statement with an unknown condition allows nothing,
 * so this removes such conditions. It also allows every sender to a queue to send batches. Returns the number of changed roles.
 */
export async function fitPolicies(endpoint: string, resources: readonly DeployedResource[]): Promise<number> {
  let changed = 0;
  for (const { physicalId: RoleName } of resources.filter(({ type }) => type === "AWS::IAM::Role")) {
    const policy = await grantsOf(endpoint, RoleName);
    if (!policy) continue;
    const document = { ...policy, Statement: policy.Statement.map(withoutContext).map(withBatchSend) };
    if (JSON.stringify(document) === JSON.stringify(policy)) continue;
    await iam(endpoint, { Action: "PutRolePolicy", RoleName, PolicyDocument: JSON.stringify(document) });
    changed += 1;
  }
  return changed;
}

function withBatchSend(statement: Statement): Statement {
  const actions = [statement.Action].flat();
  return actions.includes("sqs:SendMessage") ? { ...statement, Action: [...actions, batchSend] } : statement;
}

function withoutContext(whole: Statement): Statement {
  const { Condition, ...statement } = whole;
  if (!Object.values(Condition ?? {}).some((keys) => Object.keys(keys).some(isUnknown))) return whole;
  const operators = Object.entries(Condition ?? {}).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).filter(([key]) => !isUnknown(key))),
  ]);
  const left = operators.filter(([, keys]) => Object.keys(Object(keys)).length > 0);
  return { ...statement, ...(left.length > 0 && { Condition: Object.fromEntries(left) }) };
}

async function grantsOf(endpoint: string, RoleName: string): Promise<z.output<typeof Policy> | undefined> {
  const answer = await iam(endpoint, { Action: "GetRolePolicy", RoleName }).catch((error: unknown) => {
    if (String(error).includes("NoSuchEntity")) return "";
    throw error;
  });
  const [, document] = /<PolicyDocument>([^<]*)<\/PolicyDocument>/.exec(answer) ?? [];
  return document === undefined ? undefined : Policy.parse(JSON.parse(plain(document)));
}

/** AWS percent-encodes a policy. The emulator may use XML's escapes instead. */
const plain = (document: string): string =>
  document.startsWith("%7B")
    ? decodeURIComponent(document)
    : document.replaceAll("&quot;", '"').replaceAll("&amp;", "&");

const iam = (endpoint: string, parameters: Record<string, string>): Promise<string> =>
  callAsRoot(
    endpoint,
    "iam",
    { "content-type": "application/x-www-form-urlencoded" },
    String(new URLSearchParams({ Version: "2010-05-08", PolicyName: policyName, ...parameters })),
  );
