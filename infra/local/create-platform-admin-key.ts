import { forgetClients } from "../../shared/aws/one-client.ts";
import { tableVariables } from "../../shared/kernel/config.ts";
import type { LocalStack } from "./local-stack.ts";
import { region } from "./template/pseudo-parameters.ts";

/**
 * Makes the first API key. No key exists yet that could call the API, so this writes to the tables, with the environment that an operator
 * would set. One process can start several hubs, so this makes new AWS clients, and drops them afterwards.
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
    // This import loads the AWS SDK, which takes time. Only a new key needs it.
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
