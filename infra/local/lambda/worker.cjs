// Runs one Lambda function in a worker thread. Plain JavaScript, because a worker that had to load a TypeScript loader
// first would take ten times as long to start.
"use strict";
const { join } = require("node:path");
const { parentPort, workerData } = require("node:worker_threads");

const { codeDir, handler: handlerName, timeoutSeconds, functionName, functionArn, memoryMegabytes } = workerData;

const describe = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split("\n") }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

function load() {
  const dot = handlerName.lastIndexOf(".");
  const exported = require(join(codeDir, handlerName.slice(0, dot)))[handlerName.slice(dot + 1)];
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

async function invoke(handle, { requestId, payload }) {
  try {
    const result = await handle(JSON.parse(payload), context(requestId, Date.now() + timeoutSeconds * 1000));
    // Lambda answers JSON; undefined becomes null, and what cannot be JSON is the function's error.
    parentPort.postMessage({ kind: "result", requestId, payload: JSON.stringify(result) ?? "null" });
  } catch (error) {
    // Lambda's runtime logs what a handler throws, so whatever it holds is in the logs here too.
    console.error("Invoke Error", JSON.stringify(describe(error)));
    parentPort.postMessage({ kind: "error", requestId, ...describe(error) });
  }
}

try {
  const handle = load();
  parentPort.on("message", (invocation) => invoke(handle, invocation));
  parentPort.postMessage({ kind: "ready" });
} catch (error) {
  console.error("Init Error", JSON.stringify(describe(error)));
  parentPort.postMessage({ kind: "unusable", ...describe(error) });
}
