import { randomUUID } from "node:crypto";
import type { FunctionSettings } from "./function-settings.ts";
import { type FunctionWorker, startFunctionWorker } from "./function-worker.ts";
import type { InvocationResult } from "./invocation.ts";
import { semaphore } from "./semaphore.ts";

export interface FunctionHost {
  /** Invokes by function name or ARN and waits for the answer. A function's failure is an answer, not an exception. */
  invoke: (functionName: string, event: unknown, requestId?: string) => Promise<InvocationResult>;
  /** As a deployment does: the next invocation starts afresh, those under way come to their end. */
  restart: (functionName: string) => void;
  /** Ends the function's threads in the middle of what they do, as a crash would; the next invocation starts afresh. */
  kill: (functionName: string) => Promise<void>;
  close: () => Promise<void>;
}

export type OnLog = (line: string, functionName: string) => void;

/**
 * Invocations of one function at once; the others wait their turn. On Lambda each has a processor of its own: five hundred in one
 * thread would keep each other from hearing the tables in time.
 */
const atOnce = 64;

/** Runs the functions of a template, each in its own thread, started with the first invocation and kept warm. */
export function createFunctionHost(functions: FunctionSettings[], onLog: OnLog): FunctionHost {
  const byName = new Map(
    functions.flatMap((settings) => [[settings.name, settings] as const, [settings.arn, settings] as const]),
  );
  const warm = new Map<string, FunctionWorker>();
  const running = new Map<FunctionWorker, string>();
  const semaphores = new Map(functions.map(({ name }) => [name, semaphore(atOnce)]));
  let closed = false;

  function settingsOf(functionName: string): FunctionSettings {
    const settings = byName.get(functionName);
    if (!settings) throw new Error(`There is no function ${functionName} in the template.`);
    return settings;
  }

  function warmWorker(settings: FunctionSettings): FunctionWorker {
    const existing = warm.get(settings.name);
    if (existing) return existing;
    const worker = startFunctionWorker(
      settings,
      (line) => onLog(line, settings.label),
      () => {
        if (warm.get(settings.name) === worker) warm.delete(settings.name);
      },
    );
    warm.set(settings.name, worker);
    running.set(worker, settings.name);
    void worker.ended.then(() => running.delete(worker));
    return worker;
  }

  const terminate = (wanted: (functionName: string) => boolean) =>
    Promise.all(
      [...running].map(async ([worker, functionName]) => {
        if (wanted(functionName)) await worker.terminate();
      }),
    );

  return {
    async invoke(functionName, event, requestId = randomUUID()) {
      const settings = settingsOf(functionName);
      const payload = JSON.stringify(event ?? {});
      const pass = semaphores.get(settings.name) ?? semaphore(atOnce);
      return await pass(async () =>
        closed
          ? { kind: "error", errorType: "Local.Closed", errorMessage: "The local stack is closed." }
          : warmWorker(settings).invoke(requestId, payload),
      );
    },
    restart: (functionName) => warm.get(settingsOf(functionName).name)?.retire(),
    async kill(functionName) {
      const { name } = settingsOf(functionName);
      await terminate((running) => running === name);
    },
    async close() {
      closed = true;
      await terminate(() => true);
    },
  };
}
