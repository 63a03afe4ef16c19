import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { handler as getTenant } from "../../../functions/tenants/get-tenant.ts";
import { dynamodb } from "../../../shared/aws/dynamodb.ts";
import { hashOfSecret, isKeySecret, newKeySecret } from "../../../shared/identity/api-keys/key-secret.ts";
import { authenticate } from "../../../shared/identity/authorization/authenticate.ts";
import { type AuthorizerContext, callerOf } from "../../../shared/identity/caller.ts";
import { setClock } from "../../../shared/kernel/clock.ts";
import { type InProcessHub, startInProcessHub } from "../../support/in-process-hub.ts";
import { tableNamed } from "../../support/tables/dynamo-tables.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
});
afterAll(() => hub.close());

const inSeconds = (seconds: number): void => {
  const at = Date.now() + seconds * 1000;
  setClock(() => at);
};
afterEach(() => {
  setClock(Date.now);
  vi.restoreAllMocks();
});

/** The detail of an operation's answer to a request with this authorizer context. */
const detailFor = async (lambda: AuthorizerContext): Promise<string> => {
  const event = { rawPath: "/v1/tenants/current", requestContext: { requestId: "x", authorizer: { lambda } } };
  const { body } = await getTenant(event as never, {} as never);
  return JSON.parse(body ?? "").detail;
};

const statusOf = async (credential: string) => (await hub.api(credential).get("/v1/tenants/current")).status;

describe("authorizer with an API key", () => {
  test("refuses a revoked key within 30 s: 10 s at API Gateway, 10 s here (invariant 21)", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.post("/v1/api-keys", { name: "x", permissions: ["manage_tenant"] });
    expect(await statusOf(body.secret)).toBe(200);
    await api.del(`/v1/api-keys/${body.id}`);
    inSeconds(11);
    expect(await statusOf(body.secret)).toBe(401);
  });

  test.each([
    ["a key without Bearer", (key: string) => key, /lacks the word Bearer/],
    ["another scheme", (key: string) => `Basic ${key}`, /must be: Bearer/],
    ["no key", () => "Bearer", /must be: Bearer/],
    ["a truncated key", (key: string) => `Bearer ${key.slice(0, -1)}`, /Check that you copied all of it/],
    ["an unknown key", () => `Bearer ${newKeySecret("live")}`, /is unknown, expired or revoked/],
  ])("names the fault of %s", async (_what, headerOf, detail) => {
    const { apiKey } = await hub.newBareTenant();
    const context = await authenticate(headerOf(apiKey));
    if (!("refused" in context)) throw new Error("It was taken.");
    expect(callerOf(context, "request", "getTenant")).toBeNull();
    expect(await detailFor(context)).toMatch(detail);
  });

  test("refuses an expired key", async () => {
    const { api } = await hub.newBareTenant();
    const expiresAt = new Date(Date.now() + 5_000).toISOString();
    const { body } = await api.post("/v1/api-keys", { name: "x", permissions: ["manage_tenant"], expiresAt });
    expect(body.expiresAt).toBe(expiresAt);
    expect(await statusOf(body.secret)).toBe(200);
    inSeconds(6);
    expect(await statusOf(body.secret)).toBe(401);
  });

  test("states when a key expires, so that API Gateway's cached answer opens nothing afterwards (invariant 21)", async () => {
    const { api } = await hub.newBareTenant();
    const expiresAt = new Date(Date.now() + 5_000).toISOString();
    const { body } = await api.post("/v1/api-keys", { name: "x", permissions: ["manage_tenant"], expiresAt });
    const context = await authenticate(`Bearer ${body.secret}`);
    if ("refused" in context) throw new Error("The key was refused.");
    expect(callerOf(context, "request", "getTenant")).toMatchObject({ actor: `key:${body.id}` });
    inSeconds(6);
    expect(callerOf(context, "request", "getTenant")).toBeNull();
  });

  test("refuses a key while its tenant is suspended", async () => {
    const { id, apiKey } = await hub.newBareTenant();
    expect(await statusOf(apiKey)).toBe(200);
    await hub.admin.post(`/v1/tenants/${id}/suspend`);
    inSeconds(11);
    expect(await statusOf(apiKey)).toBe(401);
    await hub.admin.post(`/v1/tenants/${id}/resume`);
    inSeconds(22);
    expect(await statusOf(apiKey)).toBe(200);
  });

  test("denies platform access to a tenant's key, even if its row grants it", async () => {
    const { apiKey } = await hub.newBareTenant();
    await dynamodb().send(
      new UpdateCommand({
        TableName: tableNamed("apiKeys"),
        Key: { pk: `hash#${hashOfSecret(apiKey)}`, sk: "key" },
        UpdateExpression: "SET #p = :p",
        ExpressionAttributeNames: { "#p": "permissions" },
        ExpressionAttributeValues: { ":p": ["platform_admin", "manage_tenant"] },
      }),
    );
    inSeconds(11);
    expect(await statusOf(apiKey)).toBe(200);
    expect((await hub.api(apiKey).get("/v1/tenants")).status).toBe(403);
  });

  test("reads a key once in 10 s, and writes its use once an hour", async () => {
    const { apiKey } = await hub.newBareTenant();
    const send = vi.spyOn(dynamodb(), "send");
    const callsOfOne = async () => {
      send.mockClear();
      await hub.api(apiKey).get("/v1/api-keys?limit=0");
      return send.mock.calls.map(([command]) => command.constructor.name);
    };
    expect(await callsOfOne()).toEqual(["GetCommand", "GetCommand", "UpdateCommand"]);
    expect(await callsOfOne()).toEqual([]);
    inSeconds(11);
    expect(await callsOfOne()).toEqual(["GetCommand", "GetCommand"]);
  });
});

describe("authorizer with an invalid credential", () => {
  test.each([
    ["nothing after Bearer", " "],
    ["a word", "hello"],
    ["a key with a wrong checksum", `${newKeySecret("live").slice(0, -1)}!`],
    ["an unknown key", newKeySecret("live")],
    ["a key turned from test into live", newKeySecret("test").replace("test", "live")],
    ["two credentials", `${newKeySecret("live")} ${newKeySecret("live")}`],
    ["10,000 characters", "x".repeat(10_000)],
    ["text in the form of a JWT", "a.b.c"],
    ["JSON in place of a JWT", `${Buffer.from("{}").toString("base64url")}.e30.e30`],
    ["a SQL quote", "' OR 1=1 --"],
  ])("answers a problem document for %s (invariant 24)", async (_what, credential) => {
    const answer = await hub.api(credential).get("/v1/tenants/current");
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated", status: 401 } });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  test("reads nothing for a key with a wrong checksum", async () => {
    const send = vi.spyOn(dynamodb(), "send");
    const key = newKeySecret("live");
    const wrong = key.slice(0, -1) + (key.endsWith("A") ? "B" : "A");
    expect(await statusOf(wrong)).toBe(401);
    expect(send).not.toHaveBeenCalled();
  });

  test("reads once in 20 s for an unknown key that is tried five times", async () => {
    const [send, key] = [vi.spyOn(dynamodb(), "send"), newKeySecret("live")];
    for (let tried = 0; tried < 5; tried++) expect(await statusOf(key)).toBe(401);
    expect(send).toHaveBeenCalledTimes(1);
  });

  test("reads nothing and fetches no keys for a token of an unknown issuer", async () => {
    const [send, fetched] = [vi.spyOn(dynamodb(), "send"), vi.spyOn(globalThis, "fetch")];
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const claims = { iss: "https://issuer.example", sub: "alice", exp: Math.floor(Date.now() / 1000) + 60 };
    const token = `${encode({ alg: "RS256", kid: "k1" })}.${encode(claims)}.AAAA`;
    expect(await authenticate(`Bearer ${token}`)).toEqual({ refused: "unknown" });
    expect(send).not.toHaveBeenCalled();
    expect(fetched).not.toHaveBeenCalled();
  });
});

test("isKeySecret() accepts every new key, and refuses a key with a changed character", () => {
  for (let i = 0; i < 200; i++) {
    const key = newKeySecret(i % 2 ? "live" : "test");
    expect(isKeySecret(key)).toBe(true);
    const at = 9 + (i % 38);
    const changed = key.slice(0, at) + (key[at] === "z" ? "y" : "z") + key.slice(at + 1);
    expect(isKeySecret(changed)).toBe(false);
  }
});
