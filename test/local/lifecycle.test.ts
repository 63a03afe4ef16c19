import { execFile, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startLocalStack } from "../../infra/local/local-stack.ts";
import { freePorts } from "../../infra/local/network/free-ports.ts";
import { handMadeAssembly, httpApi, lambda } from "./hand-made-assembly.ts";

const assemblyDir = handMadeAssembly(
  {
    Main: {
      Resources: {
        Worker: lambda("worker", "worker"),
        Queue: { Type: "AWS::SQS::Queue" },
        Mapping: {
          Type: "AWS::Lambda::EventSourceMapping",
          Properties: { EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] }, FunctionName: { Ref: "Worker" } },
        },
        Rule: {
          Type: "AWS::Events::Rule",
          Properties: {
            ScheduleExpression: "rate(1 minute)",
            Targets: [{ Id: "1", Arn: { "Fn::GetAtt": ["Worker", "Arn"] } }],
          },
        },
        ...httpApi({ $default: "Worker" }),
      },
    },
  },
  { code: { worker: `exports.handler = async () => new Promise((resolve) => setTimeout(resolve, 100));` } },
);
const program = (then: string) => [
  "--import",
  "tsx",
  "--input-type=module",
  "--eval",
  `import { startLocalStack } from ${JSON.stringify(join(import.meta.dirname, "../../infra/local/local-stack.ts"))};
   const stack = await startLocalStack({ assemblyDir: ${JSON.stringify(assemblyDir)} });
   await stack.invokeFunction("worker");
   ${then}`,
];

const answers = (url: string) =>
  fetch(url, { method: "POST" }).then(
    () => true,
    () => false,
  );

test("startLocalStack() leaves nothing after close that keeps its process alive", async () => {
  const busy = 'void fetch(stack.apiUrl).catch(() => {}); void stack.invokeFunction("worker").catch(() => {});';
  const run = promisify(execFile)(process.execPath, program(`${busy} await stack.close(); console.log("closed");`), {
    timeout: 15_000,
  });
  expect((await run).stdout).toBe("closed\n");
});

test("startLocalStack() ends its database when the process is killed", async () => {
  const child = spawn(process.execPath, program("console.log(stack.dynamodbEndpoint); setInterval(() => {}, 1000);"));
  const endpoint = await new Promise<string>((resolve) =>
    child.stdout.once("data", (line: Buffer) => resolve(line.toString().trim())),
  );
  expect(await answers(endpoint)).toBe(true);
  child.kill("SIGKILL");
  await expect.poll(() => answers(endpoint), { timeout: 3000 }).toBe(false);
});

test("startLocalStack() reports a busy port in one line, and leaves nothing listening", async () => {
  const [port = 0] = await freePorts(1);
  const occupant = createServer();
  await new Promise<void>((resolve) => occupant.listen(port, "127.0.0.1", () => resolve()));
  const starting = startLocalStack({ assemblyDir, ports: { api: port } });
  await expect(starting).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use: stop what uses it, or choose another port.`,
  );
  occupant.close();
});

test("freePorts() returns distinct ports, and a preferred one if it is free", async () => {
  const [preferred = 0] = await freePorts(1);
  const ports = await freePorts(5, [preferred]);
  expect(new Set(ports).size).toBe(5);
  expect(ports[0]).toBe(preferred);
});
