import { expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { environmentDifferences } from "./environment-differences.ts";
import { synthesise } from "./reading/synthesise.ts";

const { dev, staging, prod } = environments;
const fromProd = (settings: typeof prod) =>
  environmentDifferences(
    { name: prod.name, templates: synthesise(prod) },
    { name: settings.name, templates: synthesise(settings) },
  );

const stage = ["Api stage0661E4AC"];
const webhooks = ["Webhooks InboundMessageFunction", "Webhooks MessageStatusFunction"];
const batchRanges = ["Api/workers runbatchrangesSqsEventSourcePhoneHub<environment>Dataranges<hash><hash>"];

/** The differences of all resources of these types if they are deleted with their stack. */
const goesWithItsStack = (...types: readonly string[]) =>
  Object.fromEntries(
    types.flatMap((type) =>
      ["DeletionPolicy", "UpdateReplacePolicy"].map((policy) => [`${type} ${policy}: "Retain" → "Delete"`, "each"]),
    ),
  );

test("staging differs from prod only in log retention, throttle, concurrent ranges and reserved concurrency of webhooks", () => {
  expect(fromProd(staging)).toEqual({
    missing: [],
    added: [],
    changed: {
      "AWS::Logs::LogGroup RetentionInDays: 365 → 30": "each",
      "AWS::ApiGatewayV2::Stage DefaultRouteSettings.ThrottlingRateLimit: 1000 → 200": stage,
      "AWS::ApiGatewayV2::Stage DefaultRouteSettings.ThrottlingBurstLimit: 2000 → 400": stage,
      "AWS::Lambda::EventSourceMapping ScalingConfig.MaximumConcurrency: 20 → 10": batchRanges,
      "AWS::Lambda::Function ReservedConcurrentExecutions: 100 → nothing": webhooks,
    },
  });
});

test("dev also deletes its data with its stacks, logs more, and has neither alarms nor a dashboard", () => {
  expect(fromProd(dev)).toEqual({
    missing: ["Operations"],
    added: [],
    changed: {
      "AWS::Logs::LogGroup RetentionInDays: 365 → 7": "each",
      "AWS::ApiGatewayV2::Stage DefaultRouteSettings.ThrottlingRateLimit: 1000 → 50": stage,
      "AWS::ApiGatewayV2::Stage DefaultRouteSettings.ThrottlingBurstLimit: 2000 → 100": stage,
      "AWS::Lambda::EventSourceMapping ScalingConfig.MaximumConcurrency: 20 → 2": batchRanges,
      "AWS::Lambda::Function ReservedConcurrentExecutions: 100 → nothing": webhooks,
      'AWS::Lambda::Function Environment.Variables.LOG_LEVEL: "INFO" → "DEBUG"': "each",
      "AWS::DynamoDB::Table DeletionProtectionEnabled: true → false": "each",
      ...goesWithItsStack("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::Logs::LogGroup"),
    },
  });
});
