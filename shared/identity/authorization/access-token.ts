import type { JwtHeader, JwtPayload } from "aws-jwt-verify/jwt-model";

/** Claims that only an ID token carries (OpenID Connect Core 2 and 3.1.3.6). */
const idTokenClaims = ["nonce", "at_hash", "c_hash"];

/**
 * Whether a verified token is an access token. An ID token tells a client who signed in and must open no API, so a token has to
 * say what it is: Cognito by `token_use`, RFC 9068 by the header's `typ`, Keycloak by the claim `typ`, others by carrying scopes
 * and none of an ID token's claims.
 */
export const isAccessToken = (header: JwtHeader, payload: JwtPayload): boolean => {
  if (payload.token_use !== undefined) return payload.token_use === "access";
  const type = String(header.typ ?? "").toLowerCase();
  if (type === "at+jwt" || type === "application/at+jwt") return true;
  if (idTokenClaims.some((claim) => payload[claim] !== undefined)) return false;
  if (payload.typ !== undefined) return payload.typ === "Bearer";
  return typeof payload.scope === "string" || typeof payload.scp === "string" || Array.isArray(payload.scp);
};

/** Whether a token was made for one of these clients: `client_id` (RFC 9068, Cognito), else `azp`, else the audience. */
export const isForClient = (payload: JwtPayload, clientIds: readonly string[]): boolean => {
  const { client_id: clientId, azp, aud } = payload;
  const named = clientId ?? azp ?? aud;
  const names: unknown[] = Array.isArray(named) ? named : [named];
  return names.some((name) => typeof name === "string" && clientIds.includes(name));
};
