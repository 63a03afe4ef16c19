import { expect, test } from "vitest";
import { environmentNamed, environments } from "../../infra/environments.ts";
import { synthesise } from "./templates/reading/synthesise.ts";

const { dev, staging, prod } = environments;

test("environmentNamed() refuses an unknown environment in one line with the known names", () => {
  expect(() => environmentNamed("production")).toThrow(
    /^There is no environment "production". Choose one of dev, staging, prod.$/,
  );
  expect(() => environmentNamed(undefined)).toThrow("Choose one of dev, staging, prod.");
  expect(() => environmentNamed("toString")).toThrow("There is no environment");
});

test.each([staging, prod])("synthesise() refuses twilioBaseUrl for $name", (settings) => {
  expect(() => synthesise({ ...settings, twilioBaseUrl: "http://127.0.0.1:4100" })).toThrow(/only dev/);
});

test("synthesise() refuses a webhook domain with a trailing slash, which would appear twice in signed URLs", () => {
  const webhookBaseUrls = { inboundMessage: "https://hooks.example.com/" };
  expect(() => synthesise({ ...prod, webhookBaseUrls })).toThrow(/must not end with a slash/);
});

test("synthesise() refuses a sweep every half minute, which no schedule supports", () => {
  expect(() => synthesise({ ...dev, sweepEveryMinutes: 0.5 })).toThrow(/whole number/);
});

test.each(["webhookConcurrency", "reservedConcurrency"])(
  "synthesise() refuses a %s that would stop its functions or that is invalid for Lambda",
  (setting) => {
    for (const value of [0, -1, 2.5, Number.NaN])
      expect(() => synthesise({ ...prod, [setting]: value }), String(value)).toThrow(
        `${setting} must be a whole number`,
      );
  },
);

const issuer = { issuer: "https://id.example.com", clientIds: ["c"], tenantClaim: "tenant_id", permissionsClaim: "p" };

test.each([
  ["that names no tenant", [], /no tenant/],
  ["that names an invalid tenant id", ["acme"], /"acme" is no tenant's id/],
  ["that names a tenant's test data", ["ten_a~test"], /no tenant's id/],
  ["that names the hub's own tenant among others", ["*", "ten_hub"], /hubTenant: true/],
])("synthesise() refuses an issuer %s", (_what, tenants, message) => {
  expect(() => synthesise({ ...prod, jwtIssuers: [{ ...issuer, tenants }] })).toThrow(message);
});

test("synthesise() refuses a duplicate issuer, with which every token would be answered 500", () => {
  const one = { ...issuer, tenants: ["*"] };
  expect(() => synthesise({ ...prod, jwtIssuers: [one, one] })).toThrow(/duplicate issuer/);
});

test("synthesise() refuses an alarm address in an environment without alarms", () => {
  expect(() => synthesise({ ...dev, alarmEmail: "on-call@example.com" })).toThrow(/without alarms/);
});

test("synthesise() refuses a certificate of another region, as API Gateway would during deployment", () => {
  const apiDomain = { name: "api.example.com", certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1" };
  expect(() => synthesise({ ...prod, region: "eu-central-1", apiDomain })).toThrow(/its own region/);
});
