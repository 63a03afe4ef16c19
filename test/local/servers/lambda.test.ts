import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalStack, startLocalStack } from "../../../infra/local/local-stack.ts";
import { handMadeAssembly, lambda } from "../hand-made-assembly.ts";

const code = `let invocations = 0;
exports.handler = async (event) => {
  invocations++;
  console.log("saw", event.do);
  switch (event.do) {
    case "count": return invocations;
    case "environment": return process.env;
    case "hang": return new Promise(() => setInterval(() => {}, 1000));
    case "log": for (let n = 1; n <= 20; n++) { console.log("line", n); console.error("fault", n); } return "logged";
    case "wait": return new Promise((resolve) => setTimeout(resolve, 150, "waited"));
    case "spin": for (;;);
    case "throw": throw new TypeError("thrown on purpose");
    case "exit": process.exit(3);
    case "crash": setTimeout(() => { throw new Error("outside any invocation"); }); return new Promise(() => {});
    case "big": return "x".repeat(7 * 1024 * 1024);
  }
};`;

let stack: LocalStack;
let assemblyDir: string;
const lines: string[] = [];

beforeAll(async () => {
  const Environment = { Variables: { TABLE: { Ref: "Table" }, NODE_OPTIONS: "--enable-source-maps" } };
  const table = {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    },
  };
  const worker = {
    ...lambda("worker", "code", { Timeout: 30, Environment }),
    Metadata: { "aws:cdk:path": "Main/the-worker/Resource" },
  };
  const hasty = lambda("hasty", "code", { Timeout: 1, Environment });
  assemblyDir = handMadeAssembly(
    {
      Main: {
        Resources: { Table: table, Worker: worker, Hasty: hasty, Broken: lambda("broken", "broken") },
      },
    },
    { code: { code, broken: "throw new Error('cannot load')" } },
  );
  stack = await startLocalStack({
    assemblyDir,
    extraEnvironment: { EXTRA: "1" },
    onLog: (line, functionName) => lines.push(`${functionName}: ${line}`),
  });
});
afterAll(() => stack.close());

const invoke = (what: string) => stack.invokeFunction("worker", { do: what });
/** The same code, which may run for one second. */
const invokeHasty = (what: string) => stack.invokeFunction("hasty", { do: what });

test("local Lambda gives a function the template's environment, Lambda's own, and local endpoints only", async () => {
  expect(await invoke("environment")).toMatchObject({
    TABLE: "Main-Table",
    EXTRA: "1",
    AWS_LAMBDA_FUNCTION_NAME: "worker",
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL: stack.kmsEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodbEndpoint,
    AWS_ENDPOINT_URL_SQS: stack.sqsEndpoint,
  });
  expect(await invoke("environment")).not.toHaveProperty("PATH");
});

test("local Lambda keeps a function warm, and reports its log line by line", async () => {
  const first = Number(await invoke("count"));
  expect(await stack.invokeFunction("the-worker", { do: "count" })).toBe(first + 1);
  expect(lines).toContain("the-worker: saw count");
});

test("local Lambda reports all log lines of an invocation, in order, before its answer", async () => {
  const before = lines.length;
  await invoke("log");
  const newLines = lines.slice(before);
  const numbered = (what: string) => [...Array(20).keys()].map((at) => `the-worker: ${what} ${at + 1}`);
  expect(newLines.filter((line) => line.includes("line"))).toEqual(numbered("line"));
  expect(newLines.filter((line) => line.includes("fault"))).toEqual(numbered("fault"));
});

test("local Lambda answers with a handler's error, and logs it as Lambda does", async () => {
  await expect(invoke("throw")).rejects.toThrow("TypeError: thrown on purpose");
  expect(lines).toContainEqual(expect.stringMatching(/Invoke Error.*thrown on purpose/));
});

test("local Lambda times out and replaces a slow function, and completes its other invocations", async () => {
  await invokeHasty("count");
  const before = Number(await invokeHasty("count"));
  const hanging = invokeHasty("hang");
  await new Promise((resolve) => setTimeout(resolve, 900));
  const waiting = invokeHasty("wait");
  await expect(hanging).rejects.toThrow("Sandbox.Timedout: RequestId");
  expect(await waiting).toBe("waited");
  expect(await invokeHasty("count")).toBeLessThan(before);
});

test("local Lambda times out a function that blocks the event loop", async () => {
  await expect(invokeHasty("spin")).rejects.toThrow("Task timed out after 1.00 seconds");
  expect(await invokeHasty("count")).toBe(1);
});

test.each(["exit", "crash"])("local Lambda fails and restarts a function that ends its process (%s)", async (how) => {
  await expect(invoke(how)).rejects.toThrow();
  expect(await invoke("count")).toBe(1);
});

test("local Lambda reports an answer above 6 MB as the function's error", async () => {
  await expect(invoke("big")).rejects.toThrow("Function.ResponseSizeTooLarge");
});

test("local Lambda answers with the reason when a function cannot be loaded", async () => {
  await expect(stack.invokeFunction("broken")).rejects.toThrow("cannot load");
});

test("local Lambda restarts a function fresh, and completes invocations under way or waiting", async () => {
  await invoke("count");
  const waiting = invoke("wait");
  await new Promise((resolve) => setTimeout(resolve, 50));
  stack.restartFunction("worker");
  const starting = invoke("count");
  stack.restartFunction("worker");
  expect(await invoke("count")).toBe(1);
  expect(await starting).toBe(1);
  expect(await waiting).toBe("waited");
});

test("local Lambda caches compiled code beside the source, and compiles again if the cache is damaged", async () => {
  await invoke("count");
  const kept = () => readdirSync(codeDir).filter((file) => file.startsWith("index.js.compiled-"));
  const codeDir = join(assemblyDir, "asset.code");
  expect(kept()).toHaveLength(1);
  const file = join(codeDir, kept()[0] ?? "");
  const before = readFileSync(file);
  writeFileSync(file, "spoiled");
  for (const count of [1, 2]) {
    stack.restartFunction("worker");
    expect(await invoke("count"), `start ${count}`).toBe(1);
  }
  await expect.poll(() => readFileSync(file).length).toBeGreaterThan(before.length / 2);
});

test("local Lambda kills a function in the middle of its work", async () => {
  const waiting = invoke("wait");
  const failed = expect(waiting).rejects.toThrow("Runtime.ExitError");
  await new Promise((resolve) => setTimeout(resolve, 50));
  await stack.killFunction("worker");
  await failed;
  expect(await invoke("count")).toBe(1);
});
