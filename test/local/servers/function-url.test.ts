import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalStack, startLocalStack } from "../../../infra/local/local-stack.ts";
import { freePorts } from "../../../infra/local/network/free-ports.ts";
import { handMadeAssembly, lambda } from "../hand-made-assembly.ts";

let stack: LocalStack;
let port: number | undefined;

beforeAll(async () => {
  const functionUrl = (functionId: string, AuthType: string) => ({
    Type: "AWS::Lambda::Url",
    Properties: { TargetFunctionArn: { "Fn::GetAtt": [functionId, "Arn"] }, AuthType },
  });
  const Environment = { Variables: { OTHER: { "Fn::GetAtt": ["ClosedUrl", "FunctionUrl"] } } };
  const assemblyDir = handMadeAssembly(
    {
      Main: {
        Resources: {
          Hook: lambda("hook", "hook", { Environment }),
          HookUrl: functionUrl("Hook", "NONE"),
          Closed: lambda("closed", "hook"),
          ClosedUrl: functionUrl("Closed", "AWS_IAM"),
        },
      },
    },
    {
      code: {
        hook: `exports.handler = async (event) => {
          if (event.rawPath === "/throws") throw new Error("no");
          return { event, other: process.env.OTHER };
        };`,
      },
    },
  );
  [port] = await freePorts(1);
  stack = await startLocalStack({ assemblyDir, ...(port ? { ports: { functionUrls: { hook: port } } } : {}) });
});
afterAll(() => stack.close());

const url = () => `${stack.functionUrls.hook}`;

test("local Function URL listens on the given port, and resolves the template's FunctionUrl to it", async () => {
  expect(url()).toBe(`http://127.0.0.1:${port}`);
  const { other } = Object(await (await fetch(url())).json());
  expect(other).toBe(`${stack.functionUrls.closed}/`);
});

test("local Function URL passes path and query on unchanged", async () => {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const response = await fetch(`${url()}/a%2Fb%20c/%zz?x=%2B1&y`, { method: "POST", body: "Body=hi", headers: form });
  const { event } = Object(await response.json());
  expect(event).toMatchObject({
    version: "2.0",
    routeKey: "$default",
    rawPath: "/a%2Fb%20c/%zz",
    rawQueryString: "x=%2B1&y",
    body: Buffer.from("Body=hi").toString("base64"),
    isBase64Encoded: true,
    requestContext: {
      domainName: `127.0.0.1:${port}`,
      http: { method: "POST", path: "/a%2Fb%20c/%zz" },
      stage: "$default",
    },
  });
});

test("local Function URL reports its own domain for each of its names", async () => {
  const body = await new Promise<string>((resolve, reject) => {
    const call = request(url(), { headers: { host: `localhost:${port}` } }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve(text);
    });
    call.on("error", reject).end();
  });
  expect(JSON.parse(body).event.requestContext.domainName).toBe(`127.0.0.1:${port}`);
});

test("local Function URL answers 502 for a failing function, 413 above 6 MB, and 403 for a signed-only URL", async () => {
  expect((await fetch(`${url()}/throws`)).status).toBe(502);
  expect((await fetch(url(), { method: "POST", body: Buffer.alloc(6 * 1024 * 1024 + 1) })).status).toBe(413);
  expect((await fetch(`${stack.functionUrls.closed}/`)).status).toBe(403);
});
