import { expect, test } from "vitest";
import { environmentNamed, environments } from "../../infra/environments.ts";
import { synthesise } from "./templates/synthesise.ts";

const { dev, staging, prod } = environments;

test("an environment nobody knows is refused in one line that names those there are", () => {
  expect(() => environmentNamed("production")).toThrow(
    /^There is no environment "production". Choose one of dev, staging, prod.$/,
  );
  expect(() => environmentNamed(undefined)).toThrow("Choose one of dev, staging, prod.");
  expect(() => environmentNamed("toString")).toThrow("There is no environment");
});

test.each([staging, prod])("$name may not say where Twilio's API lives", (settings) => {
  expect(() => synthesise({ ...settings, twilioBaseUrl: "http://127.0.0.1:4100" })).toThrow(/only dev/);
});

test("a webhook domain that ends with a slash is refused: the signed URL would have two", () => {
  const webhookBaseUrls = { inboundMessage: "https://hooks.example.com/" };
  expect(() => synthesise({ ...prod, webhookBaseUrls })).toThrow(/must not end with a slash/);
});

test("a sweep every half minute is refused: no schedule can do that", () => {
  expect(() => synthesise({ ...dev, sweepEveryMinutes: 0.5 })).toThrow(/whole number/);
});

test("an address for alarms where there are none is refused", () => {
  expect(() => synthesise({ ...dev, alarmEmail: "on-call@example.com" })).toThrow(/without alarms/);
});

test("a certificate of another region is refused: API Gateway would refuse it in the middle of a deployment", () => {
  const apiDomain = { name: "api.example.com", certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1" };
  expect(() => synthesise({ ...prod, region: "eu-central-1", apiDomain })).toThrow(/its own region/);
});
