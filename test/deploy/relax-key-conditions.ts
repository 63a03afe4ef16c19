import * as z from "zod";
import { callAsRoot } from "./call-as-root.ts";
import type { DeployedResource } from "./deployed-stacks.ts";

const Policy = z.looseObject({
  Statement: z.array(z.looseObject({ Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional() })),
});

/** Every role's own policy, by the name infra/constructs/hub-function.ts gives it. */
const policyName = "grants";

/** What AWS's KMS tells a policy of a request, and the emulator's does not. */
const unknownKeys = ["kms:EncryptionContext:", "kms:MacAlgorithm"];
const isUnknown = (key: string): boolean => unknownKeys.some((beginning) => key.startsWith(beginning));

/**
 * A statement that asks for what the emulator does not know allows nothing there. Takes those conditions, and nothing else, out
 * of the roles that have them; returns the roles' names.
 */
export async function relaxKeyConditions(endpoint: string, resources: readonly DeployedResource[]): Promise<string[]> {
  const relaxed: string[] = [];
  for (const { physicalId: RoleName, logicalId } of resources.filter(({ type }) => type === "AWS::IAM::Role")) {
    const policy = await grantsOf(endpoint, RoleName);
    if (!policy || !unknownKeys.some((key) => JSON.stringify(policy).includes(key))) continue;
    const document = { ...policy, Statement: policy.Statement.map(withoutContext) };
    await iam(endpoint, { Action: "PutRolePolicy", RoleName, PolicyDocument: JSON.stringify(document) });
    relaxed.push(logicalId.replace(/role[0-9A-F]{8}$/, ""));
  }
  return relaxed;
}

function withoutContext({ Condition, ...statement }: z.output<typeof Policy>["Statement"][number]) {
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

/** AWS percent-encodes a policy; the emulator may leave it in XML's own escapes. */
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
