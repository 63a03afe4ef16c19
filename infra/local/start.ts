import { banner } from "./banner.ts";
import { commandLine, usage } from "./command-line.ts";
import { localFileOf } from "./files/local-file.ts";
import { openStateFolder } from "./files/state-folder.ts";
import type { Hub } from "./hub.ts";
import { logOutput } from "./log-output.ts";
import { onParentGone } from "./parent-process.ts";
import { type Console, openConsole } from "./terminal/console.ts";

async function main() {
  const startedAt = process.uptime();
  const { verbose, help, ...options } = commandLine();
  if (help) return console.log(usage);

  const state = await openStateFolder(options);
  const terminal = openConsole(process.stdout);
  terminal.doing("Starting");
  const logs = logOutput(state.logFile, { ...terminal, verbose });
  let hub: Hub | undefined;
  let isStopping = false;

  async function stop() {
    isStopping = true;
    terminal.showRequests(false);
    terminal.print("Stopping. Ctrl-C again stops at once.");
    await hub?.close();
    await state.close();
    await logs.close();
    terminal.close();
    process.exit(0);
  }
  /** The second Ctrl-C: exits without waiting. The database ends with this process. */
  function stopAtOnce() {
    void state.close();
    terminal.close();
    process.exit(130);
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => (isStopping ? stopAtOnce() : void stop()));
  // Ctrl-C can end the parent as well. That does not count as a second Ctrl-C.
  onParentGone(() => {
    if (!isStopping) void stop();
  });

  hub = await start(terminal, { ...options, onLog: logs.onLog }).catch(async (error: unknown) => {
    terminal.close();
    await logs.close();
    await state.close();
    throw error;
  });
  terminal.done();
  const local = localFileOf(hub);
  state.tell(local);
  terminal.print(banner(local, process.uptime() - startedAt, options.stateFolder, terminal.paint));
  terminal.showRequests(true);
}

async function start(terminal: Console, options: Parameters<typeof import("./hub.ts").startHub>[0]): Promise<Hub> {
  // This module takes long to load, so it comes after the checks that can fail.
  const { startHub } = await import("./hub.ts");
  const { onRequest, onPhone, doing } = terminal;
  return await startHub({ ...options, onRequest, onPhone, onStep: doing });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
