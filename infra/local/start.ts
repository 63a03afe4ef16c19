import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { banner } from "./banner.ts";
import { type Hub, startHub } from "./hub.ts";
import { localFileOf, removeLocalFile, writeLocalFile } from "./local-file.ts";
import { logOutput } from "./log-output.ts";
import { onParentGone } from "./parent-process.ts";

const usage = `npm start -- [--port 4010] [--data DIR] [--dynamodb URL] [--verbose]

  --port      where the API listens; the rest takes the ports after it
  --data      keep tables and keys in DIR; without it everything is in memory
  --dynamodb  use this DynamoDB instead of starting one (or set PHONEHUB_DYNAMODB_ENDPOINT)
  --verbose   print what functions log instead of one line per message`;

const defaultPort = 4010;

function commandLine() {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values } = parseArgs({ options: { port: text, data: text, dynamodb: text, verbose: flag, help: flag } });
  const port = Number(values.port ?? defaultPort);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error("--port must be between 1 and 65535.");
  return { ...values, port, dynamodb: values.dynamodb ?? process.env.PHONEHUB_DYNAMODB_ENDPOINT };
}

async function main() {
  const startedAt = process.uptime();
  const { port, data, dynamodb, verbose = false, help } = commandLine();
  if (help) return console.log(usage);
  const dataDir = data === undefined ? undefined : resolve(data);
  if (dataDir) mkdirSync(dataDir, { recursive: true, mode: 0o700 });

  const logs = logOutput(resolve(import.meta.dirname, "../../.phonehub/logs/functions.log"), verbose);
  let hub: Hub | undefined;
  let stopping = false;
  async function stop() {
    if (stopping) process.exit(130); // asked twice: no more waiting
    stopping = true;
    await hub?.close();
    removeLocalFile();
    await logs.close();
    process.exit(0);
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
  onParentGone(() => void stop());

  hub = await startHub({
    port,
    onLog: logs.onLog,
    onPhone: (line) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`),
    ...(dataDir ? { dataDir } : {}),
    ...(dynamodb ? { dynamodbEndpoint: dynamodb } : {}),
  }).catch(async (error: unknown) => {
    await logs.close();
    throw error;
  });
  const local = localFileOf(hub);
  writeLocalFile(local);
  console.log(banner(local, process.uptime() - startedAt));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
