import { forgetClients } from "../../shared/aws/one-client.ts";
import { renewPrefix } from "./tables/dynamo-tables.ts";

/** Files of the project `store` share a process one after the other: each finds the environment as the first did, and clients of its own. */
const known = (globalThis as { environmentAtFirst?: NodeJS.ProcessEnv }).environmentAtFirst;
if (known) {
  for (const name of Object.keys(process.env)) if (!(name in known)) delete process.env[name];
  Object.assign(process.env, known);
} else {
  Object.assign(globalThis, { environmentAtFirst: { ...process.env } });
}
forgetClients();
renewPrefix();
