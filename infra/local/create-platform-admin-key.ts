import { tableVariables } from "../../shared/config.ts";
import type { LocalStack } from "./local-stack.ts";
import { region } from "./template/pseudo-parameters.ts";

/** The first key, for which there is nobody to ask the API: written to the tables as an operator would write it. */
export async function createPlatformAdminKey({ tables, dynamodbEndpoint }: LocalStack): Promise<string> {
  // The SDK would warn of Node.js releases that Lambda no longer runs.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  // Loads the AWS SDK: only where a key must be made.
  const [{ platformAdminWrites }, { DynamoDBClient }, { DynamoDBDocumentClient, TransactWriteCommand }] =
    await Promise.all([
      import("../../shared/tenants/bootstrap-writes.ts"),
      import("@aws-sdk/client-dynamodb"),
      import("@aws-sdk/lib-dynamodb"),
    ]);
  const { admin, withTenant } = withTables(tables, platformAdminWrites);
  // A client of its own: one process may start several hubs.
  const client = new DynamoDBClient({
    endpoint: dynamodbEndpoint,
    region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  await documents.send(new TransactWriteCommand({ TransactItems: withTenant }));
  client.destroy();
  return admin.secret;
}

/** Runs with the environment that names a hub's tables, as an operator would set it. */
function withTables<Result>(tables: Record<string, string>, run: () => Result): Result {
  const before = { ...process.env };
  for (const [table, variable] of Object.entries(tableVariables)) process.env[variable] = tables[table] ?? "";
  try {
    return run();
  } finally {
    for (const variable of Object.values(tableVariables)) {
      if (before[variable] === undefined) delete process.env[variable];
      else process.env[variable] = before[variable];
    }
  }
}
