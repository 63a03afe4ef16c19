import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { listenOnLoopback } from "../../../infra/local/http/loopback-server.ts";
import type { JwtIssuer } from "../../../shared/kernel/config.ts";

/** An issuer that signs any header and any claims, and publishes its keys under /.well-known. */
export const startPlainIssuer = async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const keys = [{ ...(await exportJWK(publicKey)), kid: "k1", use: "sig", alg: "ES256" }];
  const server = await listenOnLoopback(async (request, response) => {
    response.writeHead(request.url === "/.well-known/jwks.json" ? 200 : 404).end(JSON.stringify({ keys }));
  });
  const settings: JwtIssuer = {
    issuer: server.url,
    clientIds: ["phonehub-local"],
    tenantClaim: "tenant_id",
    permissionsClaim: "permissions",
    tenants: ["*"],
  };
  const sign = (header: object, claims: object): Promise<string> =>
    new SignJWT({ ...claims }).setProtectedHeader({ ...header, alg: "ES256", kid: "k1" }).sign(privateKey);
  return { settings, sign, close: server.close };
};
