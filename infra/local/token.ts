import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { defaultStateFolder, readLocalFile } from "./files/local-file.ts";

const usage = "npm run token -- --tenant ten_… --user alice --permissions send_messages,view_messages [--state DIR]";

/** Prints an access token that the running hub's issuer signs. */
async function main(): Promise<string> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { tenant: text, user: text, permissions: text, state: text } });
  const stateFolder = values.state === undefined ? defaultStateFolder : resolve(values.state);
  const local = readLocalFile(stateFolder);
  if (!local) throw new Error("No hub is running here. Start one with npm start.");
  const response = await fetch(`${local.issuer}/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      tenant: values.tenant ?? local.tenantId,
      user: values.user ?? "alice",
      permissions: values.permissions?.split(",").filter((name) => name !== "") ?? [],
    }),
  }).catch(() => undefined);
  if (!response)
    throw new Error(`The hub that wrote ${stateFolder}/local.json is not running. Start it with npm start.`);
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${JSON.stringify(answer)}\n${usage}`);
  return String(Object(answer).access_token);
}

try {
  console.log(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
