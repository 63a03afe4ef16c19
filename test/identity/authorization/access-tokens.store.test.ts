import { createPublicKey } from "node:crypto";
import { generateKeyPair, type JWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { authenticate } from "../../../shared/identity/authorization/authenticate.ts";
import { jwksFetcher } from "../../../shared/identity/authorization/jwks-fetcher.ts";
import { tenantIdFrom } from "../../../shared/identity/tenants/tenant.ts";
import { setClock } from "../../../shared/kernel/clock.ts";
import { type JwtIssuer, variables } from "../../../shared/kernel/config.ts";
import { type InProcessHub, startInProcessHub } from "../../support/in-process-hub.ts";
import { startPlainIssuer } from "./plain-issuer.ts";

let hub: InProcessHub;
let tenantId: string;
/** An issuer with which a test chooses how a token states its type. The hub's own issuer signs tokens as Cognito does. */
let plain: Awaited<ReturnType<typeof startPlainIssuer>>;
beforeAll(async () => {
  [hub, plain] = await Promise.all([startInProcessHub(), startPlainIssuer()]);
  const issuers = [...JSON.parse(process.env[variables.jwtIssuers] ?? ""), plain.settings];
  process.env[variables.jwtIssuers] = JSON.stringify(issuers);
  tenantId = (await hub.newBareTenant()).id;
});
afterAll(() => Promise.all([hub.close(), plain.close()]));

const statusOf = async (token: string, path = "/v1/tenants/current") => (await hub.api(token).get(path)).status;
const permissions = ["manage_tenant"];
const tokenWith = (claims: object, tenant = tenantId) =>
  hub.issuer.signToken({ tenant, user: "alice", permissions, claims: { ...claims } });

describe("authorizer with an access token", () => {
  test("allows the operations of the token's permissions", async () => {
    const token = await tokenWith({});
    expect(await statusOf(token)).toBe(200);
    expect(await statusOf(token, "/v1/api-keys")).toBe(403);
  });

  test("passes on the tenant's settings and the subject", async () => {
    const { id } = await hub.newBareTenant({ defaultCountry: "CH", useHubProvider: true });
    expect(await authenticate(`Bearer ${await tokenWith({}, id)}`)).toEqual({
      tenantId: id,
      timeZone: "UTC",
      expiresAt: expect.stringMatching(/^\d{13}$/),
      mode: "live",
      permissions: "manage_tenant",
      userId: "alice",
      defaultCountry: "CH",
      useHubProvider: "true",
    });
  });

  test.each([
    ["a list", ["view_sms", "manage_groups"]],
    ["words", "view_sms manage_groups"],
    ["words between commas", "view_sms,manage_groups,unheard_of"],
  ])("accepts PhoneHub's former permission names in %s", async (_form, names) => {
    const context = await authenticate(`Bearer ${await tokenWith({ permissions: names })}`);
    expect(context).toMatchObject({ permissions: "view_messages,manage_api_keys,manage_tenant" });
  });

  test("ignores permissions from an object's prototype", async () => {
    const context = await authenticate(`Bearer ${await tokenWith({ permissions: ["constructor", "__proto__"] })}`);
    expect(context).toMatchObject({ permissions: "" });
  });

  test("grants platform access only to the hub's own tenant, and only where the issuer may name it", async () => {
    const claims = { permissions: ["platform_admin", "manage_tenant"] };
    expect(await statusOf(await tokenWith(claims), "/v1/tenants")).toBe(403);
    expect(await statusOf(await tokenWith(claims, "ten_hub"), "/v1/tenants")).toBe(200);
  });

  test("accepts an issuer's tokens only for that issuer's tenants (invariant 16)", async () => {
    const [other, header] = [(await hub.newBareTenant()).id, { typ: "at+jwt" }];
    const [ofTenant, ofOther] = [
      await signed({ header, claims: {} }),
      await signed({ header, claims: { tenant_id: other } }),
    ];
    await withIssuers([{ ...plain.settings, tenants: [other] }], async () => {
      expect(await authenticate(`Bearer ${ofTenant}`)).toEqual({ refused: "foreign_tenant" });
      expect(await authenticate(`Bearer ${ofOther}`)).toMatchObject({ tenantId: other });
    });
  });

  test("accepts an issuer's tokens for the hub's own tenant only if the issuer's settings allow it", async () => {
    const claims = { tenant_id: "ten_hub", permissions: ["platform_admin"] };
    const token = `Bearer ${await signed({ header: { typ: "at+jwt" }, claims })}`;
    for (const tenants of [["*"], ["ten_hub"]])
      await withIssuers([{ ...plain.settings, tenants }], async () =>
        expect(await authenticate(token)).toEqual({ refused: "foreign_tenant" }),
      );
    await withIssuers([{ ...plain.settings, tenants: [], hubTenant: true }], async () =>
      expect(await authenticate(token)).toMatchObject({ tenantId: "ten_hub", permissions: "platform_admin" }),
    );
  });

  test.each([
    ["RFC 9068's header", { typ: "at+jwt" }, {}],
    ["Keycloak's claim", { typ: "JWT" }, { typ: "Bearer" }],
    ["scopes", { typ: "JWT" }, { scope: "read" }],
  ])("recognises an access token by %s", async (_what, header, claims) => {
    expect(await statusOf(await signed({ header, claims }))).toBe(200);
  });

  test.each([
    ["its authorized party", { client_id: undefined, azp: "phonehub-local" }],
    ["its audience", { client_id: undefined, aud: ["other", "phonehub-local"] }],
  ])("recognises the client by %s", async (_what, claims) => {
    expect(await statusOf(await tokenWith(claims))).toBe(200);
  });
});

describe("authorizer refuses a token", () => {
  test.each<[string, object]>([
    ["that expired", { exp: Math.floor(Date.now() / 1000) - 10 }],
    ["that never expires", { exp: undefined }],
    ["that is not valid yet", { nbf: Math.floor(Date.now() / 1000) + 60 }],
    ["that is Cognito's ID token", { token_use: "id" }],
    ["made for another client", { client_id: "another" }],
    ["of another client that lists ours as its audience", { client_id: "another", aud: "phonehub-local" }],
    ["of another issuer", { iss: "https://issuer.example" }],
    ["without a tenant", { tenant_id: undefined }],
    ["of an unknown tenant", { tenant_id: "ten_nobody" }],
    ["that names a test scope as its tenant", { tenant_id: "ten_hub~test" }],
    ["that names its tenant as a list", { tenant_id: ["ten_hub"] }],
    ["without a subject", { sub: undefined }],
    ["with an empty subject", { sub: "" }],
    ["with a subject of 129 characters", { sub: "a".repeat(129) }],
    ["whose subject is `me`, which in a path means the caller", { sub: "me" }],
    ["whose subject holds NUL", { sub: "al\0ice" }],
    ["whose subject holds a line break", { sub: "alice\r\nx" }],
    ["whose subject holds half a surrogate pair", { sub: "alice\ud83d" }],
  ])("%s", async (_what, claims) => {
    expect(await statusOf(await tokenWith(claims))).toBe(401);
  });

  test("whose tenant id could name a tenant's test data", () => {
    expect(tenantIdFrom("ten_hub")).toBe("ten_hub");
    for (const claim of ["ten_hub~test", "ten_", "hub", " ten_hub", "ten_a#b", 5, null])
      expect(tenantIdFrom(claim)).toBeNull();
  });

  test("that is an ID token by its nonce, even if it carries a scope", async () => {
    expect(await statusOf(await signed({ header: { typ: "JWT" }, claims: { nonce: "n", scope: "openid" } }))).toBe(401);
  });

  test("that does not identify itself as an access token", async () => {
    expect(await statusOf(await signed({ header: { typ: "JWT" }, claims: {} }))).toBe(401);
  });

  test("signed by another key under the issuer's key id", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const kid = await issuerKeyId();
    const token = await new SignJWT(goodClaims()).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);
    expect(await statusOf(token)).toBe(401);
  });

  test("without a signature, or signed with the public key as a shared secret", async () => {
    const kid = await issuerKeyId();
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    expect(await statusOf(`${encode({ alg: "none", kid })}.${encode(goodClaims())}.`)).toBe(401);
    expect(await statusOf(`${encode({ alg: "none", kid })}.${encode(goodClaims())}.AA`)).toBe(401);
    const pem = createPublicKey({ key: await issuerJwk(), format: "jwk" }).export({ type: "spki", format: "pem" });
    const token = await new SignJWT(goodClaims())
      .setProtectedHeader({ alg: "HS256", kid })
      .sign(new TextEncoder().encode(String(pem)));
    expect(await statusOf(token)).toBe(401);
  });

  test("while its tenant is suspended", async () => {
    const { id } = await hub.newBareTenant();
    await hub.admin.post(`/v1/tenants/${id}/suspend`);
    expect(await statusOf(await tokenWith({}, id))).toBe(401);
  });
});

describe("authorizer", () => {
  test("fetches issuers' keys over https, and over http only from this machine (invariant 18)", async () => {
    // No server answers at these addresses, so only the spy shows that nothing was fetched.
    const plainly = vi.spyOn(globalThis, "fetch");
    await expect(jwksFetcher.fetch("http://169.254.169.254/keys")).rejects.toThrow();
    await expect(jwksFetcher.fetch("http://127.0.0.1.evil.example/keys")).rejects.toThrow();
    expect(plainly).not.toHaveBeenCalled();
    plainly.mockRestore();
    await expect(jwksFetcher.fetch(hub.issuer.jwksUri)).resolves.toBeInstanceOf(ArrayBuffer);
  });

  test("refuses every token when no issuer is configured", async () => {
    const token = await tokenWith({});
    await withIssuers([], async () => expect(await statusOf(token)).toBe(401));
    expect(await statusOf(token)).toBe(200);
  });

  test("fails without a cached verdict when an issuer's keys are unavailable", async () => {
    const gone = { ...plain.settings, jwksUri: "http://127.0.0.1:9/keys" };
    const token = await signed({ header: { typ: "at+jwt" }, claims: {} });
    // The authorizer fetches keys again after an hour.
    const inAnHour = Date.now() + 3_601_000;
    setClock(() => inAnHour);
    await withIssuers([gone], async () => expect(statusOf(token)).rejects.toThrow("fetch"));
    setClock(Date.now);
  });
});

const withIssuers = async (issuers: readonly JwtIssuer[], run: () => Promise<void>): Promise<void> => {
  const before = process.env[variables.jwtIssuers];
  process.env[variables.jwtIssuers] = JSON.stringify(issuers);
  await run();
  process.env[variables.jwtIssuers] = before;
};

const goodClaims = () => ({
  iss: hub.issuer.issuer,
  sub: "alice",
  client_id: hub.issuer.clientId,
  tenant_id: tenantId,
  permissions,
  exp: Math.floor(Date.now() / 1000) + 60,
});

const issuerJwk = async (): Promise<JWK> => {
  const { keys } = JSON.parse(await (await fetch(hub.issuer.jwksUri)).text());
  return keys[0];
};
const issuerKeyId = async (): Promise<string> => (await issuerJwk()).kid ?? "";

const signed = ({ header, claims }: { header: object; claims: object }) =>
  plain.sign(header, { ...goodClaims(), iss: plain.settings.issuer, ...claims });
