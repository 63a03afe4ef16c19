import { resolve } from "node:path";
import { banner } from "./banner.ts";
import { commandLine, usage } from "./command-line.ts";
import { type Hub, startHub } from "./hub.ts";
import { localFileOf, removeLocalFile, writeLocalFile } from "./local-file.ts";
import { logOutput } from "./log-output.ts";
import { onParentGone } from "./parent-process.ts";

async function main() {
  const startedAt = process.uptime();
  const { verbose, help, ...options } = commandLine();
  if (help) return console.log(usage);

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
    ...options,
    onLog: logs.onLog,
    onPhone: (line) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`),
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
