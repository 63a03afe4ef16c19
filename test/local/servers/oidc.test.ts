import { statSync } from "node:fs";
import { join } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { startOidcIssuer } from "../../../infra/local/oidc/issuer.ts";
import { temporaryFolder } from "../hand-made-assembly.ts";

test("startOidcIssuer() signs tokens that its published keys verify, with Cognito's claims and ours", async () => {
  const oidc = await startOidcIssuer();
  const discovery = Object(await (await fetch(`${oidc.issuer}/.well-known/openid-configuration`)).json());
  expect(discovery).toMatchObject({ issuer: oidc.issuer, jwks_uri: oidc.jwksUri });
  const answer = await fetch(discovery.token_endpoint, {
    method: "POST",
    body: JSON.stringify({ tenant: "t1", user: "u1", permissions: ["send_messages"] }),
  });
  const { access_token } = Object(await answer.json());
  const { payload } = await jwtVerify(access_token, createRemoteJWKSet(new URL(oidc.jwksUri)), { issuer: oidc.issuer });
  expect(payload).toMatchObject({
    token_use: "access",
    client_id: oidc.clientId,
    sub: "u1",
    tenant_id: "t1",
    permissions: ["send_messages"],
  });
  expect((await fetch(`${oidc.issuer}/token`, { method: "POST", body: "{}" })).status).toBe(400);
  await oidc.close();
});

test("startOidcIssuer() keeps its key in a file for its owner only, and signs with it after a restart", async () => {
  const keyFile = join(temporaryFolder(), "key.json");
  const before = await startOidcIssuer({ keyFile });
  const token = await before.signToken({ tenant: "t1", user: "u1" });
  await before.close();
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  const after = await startOidcIssuer({ keyFile });
  await jwtVerify(token, createRemoteJWKSet(new URL(after.jwksUri)));
  await after.close();
});
