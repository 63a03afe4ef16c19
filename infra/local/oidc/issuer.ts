import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { SignJWT } from "jose";
import * as z from "zod";
import { type Listening, listenOnLoopback } from "../http/loopback-server.ts";
import { readBody } from "../http/read-body.ts";
import { signingKey } from "./signing-key.ts";

export const clientId = "phonehub-local";

const TokenRequest = z.object({
  tenant: z.string().min(1),
  user: z.string().min(1),
  permissions: z.array(z.string()).default([]),
  expiresInSeconds: z.number().int().default(3600),
  /** Adds or overrides claims. A test needs this to make a token that the hub must refuse. */
  claims: z.record(z.string(), z.unknown()).default({}),
});
export type TokenRequest = z.input<typeof TokenRequest>;

export interface OidcIssuer {
  issuer: string;
  jwksUri: string;
  clientId: string;
  signToken: (request: TokenRequest) => Promise<string>;
  close: () => Promise<void>;
}

/**
 * An OIDC issuer on loopback. It signs access tokens in Cognito's form for every program on this machine. `keyFile` keeps its key between
 * starts.
 */
export async function startOidcIssuer(
  options: { port?: number; keyFile?: string } & Listening = {},
): Promise<OidcIssuer> {
  const key = await signingKey(options.keyFile);
  const server = await listenOnLoopback((request, response) => serve(request, response), options.port, options);
  const issuer = server.url;
  const jwksUri = `${issuer}/.well-known/jwks.json`;

  function signToken(request: TokenRequest): Promise<string> {
    const { tenant, user, permissions, expiresInSeconds, claims } = TokenRequest.parse(request);
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      ...{ sub: user, iss: issuer, client_id: clientId, token_use: "access", scope: "openid", username: user },
      ...{ jti: randomUUID(), auth_time: now, iat: now, exp: now + expiresInSeconds },
      ...{ tenant_id: tenant, permissions },
      ...claims,
    })
      .setProtectedHeader({ alg: "RS256", kid: key.kid, typ: "JWT" })
      .sign(key.privateKey);
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    switch (`${request.method} ${request.url}`) {
      case "GET /.well-known/openid-configuration":
        return { status: 200, body: discoveryDocument(issuer, jwksUri) };
      case "GET /.well-known/jwks.json":
        return { status: 200, body: { keys: [key.publicJwk] } };
      case "POST /token": {
        const parsed = TokenRequest.safeParse(parseJson(await readBody(request, 64 * 1024)));
        if (!parsed.success) {
          return { status: 400, body: { error: "invalid_request", error_description: z.prettifyError(parsed.error) } };
        }
        const expires_in = parsed.data.expiresInSeconds;
        return { status: 200, body: { access_token: await signToken(parsed.data), token_type: "Bearer", expires_in } };
      }
      default:
        return { status: 404, body: { error: "not_found" } };
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const { status, body } = await answer(request);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  return { issuer, jwksUri, clientId, signToken, close: server.close };
}

const discoveryDocument = (issuer: string, jwksUri: string) => ({
  issuer,
  jwks_uri: jwksUri,
  token_endpoint: `${issuer}/token`,
  response_types_supported: ["token"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
});

function parseJson(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString() ?? "");
  } catch {
    return undefined;
  }
}
