import { forgetClients } from "../../shared/aws/one-client.ts";
import { renewPrefix } from "./tables/dynamo-tables.ts";

/** Files of the project `store` share a process. Before each file this restores the environment variables and drops the AWS clients. */
const known = (globalThis as { environmentAtFirst?: NodeJS.ProcessEnv }).environmentAtFirst;
if (known) {
  for (const name of Object.keys(process.env)) if (!(name in known)) delete process.env[name];
  Object.assign(process.env, known);
} else {
  Object.assign(globalThis, { environmentAtFirst: { ...process.env } });
}
forgetClients();
renewPrefix();
