import { forgetClients } from "../../shared/aws/one-client.ts";
import { tableVariables } from "../../shared/kernel/config.ts";
import type { LocalStack } from "./local-stack.ts";
import { region } from "./template/pseudo-parameters.ts";

/**
 * The first key, for which no other key can ask the API: written to the tables as an operator would write it, with the environment that
 * an operator would set. One process may start several hubs, so the AWS clients are made for this one and forgotten afterwards.
 */
export async function createPlatformAdminKey({ tables, dynamodbEndpoint }: LocalStack): Promise<string> {
  const names = Object.entries(tableVariables).map(([table, variable]) => [variable, tables[table] ?? ""]);
  const environment: Record<string, string> = {
    ...Object.fromEntries(names),
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  const before = { ...process.env };
  Object.assign(process.env, environment);
  forgetClients();
  try {
    // Loads the AWS SDK: only where a key must be made.
    const { createPlatformAdmin } = await import("../../shared/accounts/tenants/bootstrap-writes.ts");
    return (await createPlatformAdmin()).secret;
  } finally {
    forgetClients();
    for (const name of Object.keys(environment)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
