import { randomUUID } from "node:crypto";
import type { FunctionSettings } from "./function-settings.ts";
import { type FunctionWorker, startFunctionWorker } from "./function-worker.ts";
import type { InvocationResult } from "./invocation.ts";
import { semaphore } from "./semaphore.ts";

export interface FunctionHost {
  /** Invokes a function by name or ARN, and waits for the result. A function's failure is a result, not an exception. */
  invoke: (functionName: string, event: unknown, requestId?: string) => Promise<InvocationResult>;
  /** Acts like a deployment: the next invocation gets a new thread, and running invocations finish. */
  restart: (functionName: string) => void;
  /** Ends the function's threads during their work, as a crash would. The next invocation gets a new thread. */
  kill: (functionName: string) => Promise<void>;
  close: () => Promise<void>;
}

export type OnLog = (line: string, functionName: string) => void;

/**
 * The number of invocations of one function that run at once; the others wait. On Lambda each has a processor of its own. Five hundred in
 * one thread would delay each other until their calls to the tables time out.
 */
const maximumConcurrency = 64;

/** Runs the functions of a template. Each has a thread, which starts with the first invocation and stays warm. */
export function createFunctionHost(functions: FunctionSettings[], onLog: OnLog): FunctionHost {
  const byName = new Map(
    functions.flatMap((settings) => [[settings.name, settings] as const, [settings.arn, settings] as const]),
  );
  const warm = new Map<string, FunctionWorker>();
  const running = new Map<FunctionWorker, string>();
  const semaphores = new Map(functions.map(({ name }) => [name, semaphore(maximumConcurrency)]));
  let closed = false;

  function settingsOf(functionName: string): FunctionSettings {
    const settings = byName.get(functionName);
    if (!settings) throw new Error(`The template has no function ${functionName}.`);
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

  const terminate = (matches: (functionName: string) => boolean) =>
    Promise.all(
      [...running].map(async ([worker, functionName]) => {
        if (matches(functionName)) await worker.terminate();
      }),
    );

  return {
    async invoke(functionName, event, requestId = randomUUID()) {
      const settings = settingsOf(functionName);
      const payload = JSON.stringify(event ?? {});
      const pass = semaphores.get(settings.name) ?? semaphore(maximumConcurrency);
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
