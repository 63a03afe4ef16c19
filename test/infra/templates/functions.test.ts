import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { functionNames } from "../../../infra/functions.ts";
import { grants } from "../../../infra/grants/function-grants.ts";
import { resourcesOf, synthesise } from "./reading/synthesise.ts";

const lambdas = "AWS::Lambda::Function";

test("every function has its handler file, and every handler file its function", () => {
  const files = readdirSync("functions", { recursive: true, encoding: "utf8" });
  const handlers = files.filter((file) => file.endsWith(".ts")).map((file) => file.replace(/\.ts$/, ""));
  expect(handlers.sort()).toEqual([...functionNames].sort());
});

test("every function has its row in function-grants.ts, and every row its function", () => {
  expect(Object.keys(grants).sort()).toEqual([...functionNames].sort());
});

describe.each(Object.values(environments))("the functions of $name", (settings) => {
  const templates = synthesise(settings);
  const functions = resourcesOf(templates, lambdas);

  test("are one for each name", () => {
    expect(functions).toHaveLength(functionNames.length);
  });

  test("run on the runtime and the architecture that the bundles are made for", () => {
    for (const { id, Properties } of functions) {
      expect(Properties, id).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: "index.handler",
      });
    }
  });

  test("take no share of the account's concurrency but the webhooks', and those no more than the setting says", () => {
    const reserving = functions.filter(({ Properties }) => Object.hasOwn(Properties, "ReservedConcurrentExecutions"));
    const shares = reserving.map(({ id, Properties }) => [id, Properties.ReservedConcurrentExecutions]);
    expect(Object.fromEntries(shares)).toEqual(
      settings.webhookConcurrency === undefined
        ? {}
        : {
            InboundMessageFunction: settings.webhookConcurrency,
            MessageStatusFunction: settings.webhookConcurrency,
          },
    );
  });

  test("write to a log group of their own that forgets in time", () => {
    const groups = resourcesOf(templates, "AWS::Logs::LogGroup");
    for (const { id, Properties } of groups) expect(Properties.RetentionInDays, id).toBe(settings.logRetentionDays);
    const own = new Set(
      functions.map(({ template, Properties }) => `${template} ${JSON.stringify(Properties.LoggingConfig)}`),
    );
    expect(own.size).toBe(functions.length);
    // One more: the API's access log.
    expect(groups).toHaveLength(functions.length + 1);
  });

  test("know where Twilio's API lives only if a setting says so", () => {
    expect(JSON.stringify(functions)).not.toContain("TWILIO_BASE_URL");
  });
});

test("a setting reserves concurrency for the functions that send, and for no other", () => {
  const functions = resourcesOf(synthesise({ ...environments.prod, reservedConcurrency: 7 }), lambdas);
  const reserved = functions.filter(({ Properties }) => Properties.ReservedConcurrentExecutions === 7);
  expect(reserved.map(({ template, id }) => `${template} ${id.slice(0, -8)}`).sort()).toEqual([
    "Api/messages resendmessage",
    "Api/messages sendmessage",
    "Api/notifications notifyuser",
    "Api/verifications resendverification",
    "Api/verifications startverification",
    "Api/workers dispatchmessages",
    "Api/workers runbatchranges",
  ]);
});

test("prod bounds the functions that strangers may call: no flood of webhooks takes all that sends and the authorizer run on", () => {
  const webhooks = resourcesOf(synthesise(environments.prod), lambdas).filter(
    ({ template }) => template === "Webhooks",
  );
  expect(webhooks.map(({ Properties }) => Properties.ReservedConcurrentExecutions)).toEqual([100, 100]);
});

test("dev may point the functions at a simulated Twilio", () => {
  const functions = resourcesOf(synthesise({ ...environments.dev, twilioBaseUrl: "http://127.0.0.1:4100" }), lambdas);
  expect(JSON.stringify(functions)).toContain('"TWILIO_BASE_URL":"http://127.0.0.1:4100"');
});
