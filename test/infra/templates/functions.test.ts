import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { functionNames } from "../../../infra/functions.ts";
import { grants } from "../../../infra/grants/function-grants.ts";
import { resourcesOf, synthesise } from "./reading/synthesise.ts";

const lambdas = "AWS::Lambda::Function";

test("functionNames lists exactly the handler files", () => {
  const files = readdirSync("functions", { recursive: true, encoding: "utf8" });
  const handlers = files.filter((file) => file.endsWith(".ts")).map((file) => file.replace(/\.ts$/, ""));
  expect(handlers.sort()).toEqual([...functionNames].sort());
});

test("grants has a row for exactly the listed functions", () => {
  expect(Object.keys(grants).sort()).toEqual([...functionNames].sort());
});

describe.each(Object.values(environments))("functions of $name", (settings) => {
  const templates = synthesise(settings);
  const functions = resourcesOf(templates, lambdas);

  test("exist once for each name", () => {
    expect(functions).toHaveLength(functionNames.length);
  });

  test("use the runtime and the architecture that the bundles are built for", () => {
    for (const { id, Properties } of functions) {
      expect(Properties, id).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: "index.handler",
      });
    }
  });

  test("reserve no concurrency, except the webhooks by their setting", () => {
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

  test("write to their own log groups, with the environment's retention", () => {
    const groups = resourcesOf(templates, "AWS::Logs::LogGroup");
    for (const { id, Properties } of groups) expect(Properties.RetentionInDays, id).toBe(settings.logRetentionDays);
    const own = new Set(
      functions.map(({ template, Properties }) => `${template} ${JSON.stringify(Properties.LoggingConfig)}`),
    );
    expect(own.size).toBe(functions.length);
    // The last group is the API's access log.
    expect(groups).toHaveLength(functions.length + 1);
  });

  test("have no TWILIO_BASE_URL by default", () => {
    expect(JSON.stringify(functions)).not.toContain("TWILIO_BASE_URL");
  });
});

test("synthesise() with reservedConcurrency reserves it for exactly the functions that send", () => {
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

test("synthesise() for prod limits the webhooks' concurrency, so that a flood leaves some to sends and the authorizer", () => {
  const webhooks = resourcesOf(synthesise(environments.prod), lambdas).filter(
    ({ template }) => template === "Webhooks",
  );
  expect(webhooks.map(({ Properties }) => Properties.ReservedConcurrentExecutions)).toEqual([100, 100]);
});

test("synthesise() for dev can set the URL of a simulated Twilio", () => {
  const functions = resourcesOf(synthesise({ ...environments.dev, twilioBaseUrl: "http://127.0.0.1:4100" }), lambdas);
  expect(JSON.stringify(functions)).toContain('"TWILIO_BASE_URL":"http://127.0.0.1:4100"');
});
