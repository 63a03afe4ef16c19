import { banner } from "./banner.ts";
import { commandLine, usage } from "./command-line.ts";
import type { Hub } from "./hub.ts";
import { localFileOf } from "./local-file.ts";
import { logOutput } from "./log-output.ts";
import { onParentGone } from "./parent-process.ts";
import { openStateFolder } from "./state-folder.ts";

async function main() {
  const startedAt = process.uptime();
  const { verbose, help, ...options } = commandLine();
  if (help) return console.log(usage);

  const state = await openStateFolder(options);
  const logs = logOutput(state.logFile, verbose);
  let hub: Hub | undefined;
  let stopping = false;
  async function stop() {
    if (stopping) process.exit(130); // asked twice: no more waiting
    stopping = true;
    await hub?.close();
    await state.close();
    await logs.close();
    process.exit(0);
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
  onParentGone(() => void stop());

  // What takes long to load comes after what may be refused.
  const { startHub } = await import("./hub.ts");
  hub = await startHub({
    ...options,
    onLog: logs.onLog,
    onPhone: (line) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`),
  }).catch(async (error: unknown) => {
    await logs.close();
    throw error;
  });
  const local = localFileOf(hub);
  state.tell(local);
  console.log(banner(local, process.uptime() - startedAt, options.stateFolder));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
