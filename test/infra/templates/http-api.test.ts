import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { registry } from "../../../shared/api/registry.ts";
import { deployedWaits } from "../../../shared/kernel/timeouts-and-waits.ts";
import { resourcesOf, synthesise } from "./reading/synthesise.ts";

const publicRoutes = registry
  .filter(({ operation }) => operation.permission === "none")
  .map(({ operation }) => `${operation.method} ${operation.path}`);

describe.each(Object.values(environments))("HTTP API of $name", (settings) => {
  const templates = synthesise(settings);
  const routes = resourcesOf(templates, "AWS::ApiGatewayV2::Route");

  test("has a route for each operation of the contract, and a default route", () => {
    const declared = registry.map(({ operation }) => `${operation.method} ${operation.path}`);
    expect(routes.map(({ Properties }) => Properties.RouteKey).sort()).toEqual([...declared, "$default"].sort());
  });

  test("requires a credential on every route that the contract does not make public", () => {
    const open = routes.filter(
      ({ Properties }) => Properties.AuthorizationType !== "CUSTOM" || !Properties.AuthorizerId,
    );
    expect(open.map(({ Properties }) => Properties.RouteKey).sort()).toEqual([...publicRoutes, "$default"].sort());
  });

  test("caches the authorizer's answer for ten seconds, by credential", () => {
    const authorizers = resourcesOf(templates, "AWS::ApiGatewayV2::Authorizer");
    expect(authorizers.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        AuthorizerType: "REQUEST",
        AuthorizerPayloadFormatVersion: "2.0",
        EnableSimpleResponses: true,
        IdentitySource: ["$request.header.Authorization"],
        AuthorizerResultTtlInSeconds: 10,
      }),
    ]);
  });

  test("caches a credential for less than 25 s, API Gateway and authorizer together (invariant 21)", () => {
    for (const { Properties } of resourcesOf(templates, "AWS::ApiGatewayV2::Authorizer")) {
      const atGateway = Number(Properties.AuthorizerResultTtlInSeconds);
      expect(atGateway + deployedWaits.credentialMemory / 1000).toBeLessThan(25);
    }
  });

  test("passes requests on as payload 2.0", () => {
    for (const { id, Properties } of resourcesOf(templates, "AWS::ApiGatewayV2::Integration")) {
      expect(Properties, id).toMatchObject({ IntegrationType: "AWS_PROXY", PayloadFormatVersion: "2.0" });
    }
  });

  test("has a throttle, and logs the route but neither path nor query, because those contain numbers (invariant 17)", () => {
    const [stage, ...others] = resourcesOf(templates, "AWS::ApiGatewayV2::Stage");
    expect(others).toEqual([]);
    expect(stage?.Properties.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: settings.throttle.rate,
      ThrottlingBurstLimit: settings.throttle.burst,
    });
    const log = JSON.stringify(stage?.Properties.AccessLogSettings);
    expect(log).toContain("$context.routeKey");
    expect(log).not.toMatch(/context\.path|requestUrl|rawQuery|querystring|context\.authorizer\.(?!error)/i);
  });

  test("may call each function only on its own route", () => {
    const permissions = resourcesOf(templates, "AWS::Lambda::Permission").filter(
      ({ Properties }) => Properties.Principal === "apigateway.amazonaws.com",
    );
    const allowed = permissions.map(({ Properties }) => /"(\/[^"]*)"/.exec(JSON.stringify(Properties.SourceArn))?.[1]);
    const declared = registry.map(({ operation }) => `/*/*${operation.path}`);
    expect(allowed.sort()).toEqual([...declared, "/*/*", "/authorizers/"].sort());
  });
});
