import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import * as z from "zod";
import type { FunctionSettings } from "./function-settings.ts";
import { type InvocationResult, maximumPayloadBytes } from "./invocation.ts";

const Failure = { errorType: z.string(), errorMessage: z.string(), trace: z.array(z.string()).optional() };
const Answer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("unusable"), ...Failure }),
  z.object({ kind: z.literal("result"), requestId: z.string(), payload: z.string() }),
  z.object({ kind: z.literal("error"), requestId: z.string(), ...Failure }),
]);

export interface FunctionWorker {
  invoke: (requestId: string, payload: string) => Promise<InvocationResult>;
  /** Takes no more invocations, and ends after the last one in flight. */
  retire: () => void;
  /** Ends the thread at once, even during work. Its invocations end in an error. */
  terminate: () => Promise<void>;
  ended: Promise<void>;
}

const workerFile = fileURLToPath(new URL("./worker.cjs", import.meta.url));

/**
 * One thread that keeps the function warm. Lambda gives each concurrent invocation an execution environment of its own. Here one worker
 * takes them all: that costs far less, and invocations share a function's state more than on Lambda, never less.
 *
 * The worker calls `onRetired` when it takes no more invocations: it has ended, or an invocation timed out.
 */
export function startFunctionWorker(
  settings: FunctionSettings,
  onLog: (line: string) => void,
  onRetired: () => void,
): FunctionWorker {
  const pending = new Map<string, (result: InvocationResult) => void>();
  const { codeDir, handler, timeoutSeconds, memoryMegabytes } = settings;
  const worker = new Worker(workerFile, {
    workerData: {
      codeDir,
      handler,
      timeoutSeconds,
      memoryMegabytes,
      functionName: settings.name,
      functionArn: settings.arn,
    },
    env: settings.environment,
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  onLines(worker.stdout, onLog);
  onLines(worker.stderr, onLog);

  let retired = false;
  /** The number of invocations, including those that wait for the thread to start. */
  let inFlight = 0;
  function retire() {
    if (!retired) onRetired();
    retired = true;
    if (inFlight === 0) void worker.terminate();
  }

  function failAll(errorType: string, errorMessage: string) {
    for (const finish of [...pending.values()]) finish({ kind: "error", errorType, errorMessage });
  }

  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const ready = new Promise<InvocationResult | undefined>((resolve) => {
    worker.on("message", (message: unknown) => {
      const answer = Answer.parse(message);
      if (answer.kind === "ready") return resolve(undefined);
      if (answer.kind === "unusable") {
        resolve({ ...answer, kind: "error" });
        return retire();
      }
      pending.get(answer.requestId)?.(withinLimit(answer));
    });
    worker.on("error", (error: Error) => {
      onLog(`Uncaught ${error.stack ?? error}`);
      resolve({ kind: "error", errorType: error.name, errorMessage: error.message });
      failAll(error.name, error.message);
      retire();
    });
    worker.on("exit", (code) => {
      const reason = `RequestId: unknown Error: Runtime exited with error: exit status ${code}`;
      resolve({ kind: "error", errorType: "Runtime.ExitError", errorMessage: reason });
      failAll("Runtime.ExitError", reason);
      retire();
    });
  });

  function run(requestId: string, payload: string): Promise<InvocationResult> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        const reason = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
        onLog(`${new Date().toISOString()} ${requestId} ${reason}`);
        finish({
          kind: "error",
          errorType: "Sandbox.Timedout",
          errorMessage: `RequestId: ${requestId} Error: ${reason}`,
        });
        // Lambda ends the execution environment. This thread may run other invocations, so it ends after the last of them.
        retire();
      }, timeoutSeconds * 1000);
      function finish(result: InvocationResult) {
        clearTimeout(timer);
        pending.delete(requestId);
        resolve(result);
      }
      pending.set(requestId, finish);
      worker.postMessage({ requestId, payload });
    });
  }

  async function invoke(requestId: string, payload: string): Promise<InvocationResult> {
    inFlight++;
    try {
      return (await ready) ?? (await run(requestId, payload));
    } finally {
      inFlight--;
      if (retired && inFlight === 0) void worker.terminate();
    }
  }

  return {
    invoke,
    retire,
    terminate: async () => {
      retire();
      await worker.terminate();
    },
    ended,
  };
}

function withinLimit(result: InvocationResult): InvocationResult {
  if (result.kind === "error" || Buffer.byteLength(result.payload) <= maximumPayloadBytes) return result;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${maximumPayloadBytes} bytes).`;
  return { kind: "error", errorType: "Function.ResponseSizeTooLarge", errorMessage };
}

/** Calls `onLine` for each line of a stream, without its line break. */
export function onLines(stream: Readable, onLine: (line: string) => void) {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", onLine);
}
