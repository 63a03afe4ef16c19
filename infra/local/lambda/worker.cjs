// Runs one Lambda function in a worker thread. Plain JavaScript, because a TypeScript loader would make the start of a worker ten times as
// long.
"use strict";
const { existsSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { cachedDataVersionTag } = require("node:v8");
const { Script } = require("node:vm");
const { parentPort, threadId, workerData } = require("node:worker_threads");

const { codeDir, handler: handlerName, timeoutSeconds, functionName, functionArn, memoryMegabytes } = workerData;

const describe = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split("\n") }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

/** Stores the compiled code after the first invocation, which has compiled most of what the function needs. */
let keepCompiled = () => undefined;

/**
 * Loads a bundle as `require` does, and stores V8's compiled code beside it. Later threads and starts then load it in half the time. The
 * folder's name is a hash of its content, so stored code never belongs to another bundle. On Node 20 such code cannot run `import()`, so
 * infra/bundling/bundle.ts turns each `import()` into `require`.
 */
function compiled(file) {
  const kept = `${file}.compiled-${cachedDataVersionTag()}`;
  const cachedData = existsSync(kept) ? readFileSync(kept) : undefined;
  // The offset keeps the wrapper's line out of stack traces.
  const source = `(function (exports, require, module, __filename, __dirname) {\n${readFileSync(file, "utf8")}\n})`;
  const script = new Script(source, { filename: file, lineOffset: -1, cachedData });
  if (cachedData === undefined || script.cachedDataRejected) {
    keepCompiled = () => {
      keepCompiled = () => undefined;
      const unfinished = `${kept}.${process.pid}-${threadId}`;
      try {
        writeFileSync(unfinished, script.createCachedData());
        renameSync(unfinished, kept);
      } catch {
        // The folder is not writable: each thread compiles for itself.
      }
    };
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, codeDir);
  return module.exports;
}

function load() {
  const dot = handlerName.lastIndexOf(".");
  const exported = compiled(join(codeDir, `${handlerName.slice(0, dot)}.js`))[handlerName.slice(dot + 1)];
  if (typeof exported !== "function") throw new Error(`${handlerName} is undefined or not exported`);
  return exported;
}

const context = (requestId, deadline) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: functionArn,
  memoryLimitInMB: String(memoryMegabytes),
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: "local",
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

/** Resolves when the main thread has all earlier lines. A thread passes its lines on one message at a time, and keeps the others. */
const written = (stream) =>
  stream.writableLength === 0 ? undefined : new Promise((resolve) => stream.write("", resolve));

/** Sends the answer after the invocation's log lines: a caller with the answer finds them in the log. */
async function answer(message) {
  await Promise.all([written(process.stdout), written(process.stderr)]);
  parentPort.postMessage(message);
}

async function invoke(handle, { requestId, payload }) {
  try {
    const result = await handle(JSON.parse(payload), context(requestId, Date.now() + timeoutSeconds * 1000));
    // Lambda answers JSON: undefined becomes null, and a value that cannot be JSON is the function's error.
    await answer({ kind: "result", requestId, payload: JSON.stringify(result) ?? "null" });
  } catch (error) {
    // Lambda's runtime logs the error that a handler throws, with all its content. So does this.
    console.error("Invoke Error", JSON.stringify(describe(error)));
    await answer({ kind: "error", requestId, ...describe(error) });
  }
}

try {
  const handle = load();
  parentPort.on("message", (invocation) => invoke(handle, invocation).then(() => keepCompiled()));
  parentPort.postMessage({ kind: "ready" });
} catch (error) {
  console.error("Init Error", JSON.stringify(describe(error)));
  parentPort.postMessage({ kind: "unusable", ...describe(error) });
}
