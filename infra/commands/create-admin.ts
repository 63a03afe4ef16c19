import { parseArgs } from "node:util";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { createPlatformAdmin } from "../../shared/accounts/tenants/bootstrap-writes.ts";
import { type TableName, tableVariables } from "../../shared/kernel/config.ts";
import { environmentNamed } from "../environments.ts";

/** The data stack's outputs that name the tables with a platform administrator's rows. */
const tableOutputs: readonly { table: TableName; output: string }[] = [
  { table: "tenants", output: "TenantsTableName" },
  { table: "apiKeys", output: "ApiKeysTableName" },
  { table: "audit", output: "AuditTableName" },
];

/** The outputs of a deployed stack. Throws a one-line error with the likely cause if the stack cannot be read. */
async function outputsOf(stackName: string): Promise<Map<string, string>> {
  const { Stacks: [stack] = [] } = await new CloudFormationClient({})
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${stackName} could not be read. Is it deployed in this account and region? ${reason}`, {
        cause,
      });
    });
  const outputs = stack?.Outputs ?? [];
  return new Map(outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
}

/** Makes the code in shared/ write to this environment's tables. */
async function useTablesOf(environment: string): Promise<void> {
  const outputs = await outputsOf(`PhoneHub-${environment}-Data`);
  for (const { table, output } of tableOutputs) {
    const name = outputs.get(output);
    if (!name) throw new Error(`PhoneHub-${environment}-Data has no output ${output}. Deploy this release first.`);
    process.env[tableVariables[table]] = name;
  }
}

/** `npm run create-admin -- --environment dev` makes a platform administrator's API key, with the AWS rights of its caller. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { environment: { type: "string" }, name: { type: "string" } } });
  const { name: environment } = environmentNamed(values.environment);
  await useTablesOf(environment);
  const { keyId, secret } = await createPlatformAdmin(values.name);
  console.log(
    `A platform administrator's API key for ${environment} (${keyId}). This is the only time it is shown:\n\n${secret}`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
