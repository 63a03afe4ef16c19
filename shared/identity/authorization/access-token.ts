import type { JwtHeader, JwtPayload } from "aws-jwt-verify/jwt-model";

/** Claims that only an ID token has (OpenID Connect Core 2 and 3.1.3.6). */
const idTokenClaims = ["nonce", "at_hash", "c_hash"];

/**
 * True if a verified token is an access token. An ID token tells a client who signed in and must not open an API, so a token has to state
 * its kind: by `token_use` (Cognito), by `typ` in the header (RFC 9068), by the claim `typ` (Keycloak), or by scopes and none of the claims
 * of an ID token.
 */
export const isAccessToken = (header: JwtHeader, payload: JwtPayload): boolean => {
  if (payload.token_use !== undefined) return payload.token_use === "access";
  const type = String(header.typ ?? "").toLowerCase();
  if (type === "at+jwt" || type === "application/at+jwt") return true;
  if (idTokenClaims.some((claim) => payload[claim] !== undefined)) return false;
  if (payload.typ !== undefined) return payload.typ === "Bearer";
  return typeof payload.scope === "string" || typeof payload.scp === "string" || Array.isArray(payload.scp);
};

/** True if the token was issued for one of these clients. Reads `client_id` (RFC 9068, Cognito), else `azp`, else the audience. */
export const isForClient = (payload: JwtPayload, clientIds: readonly string[]): boolean => {
  const { client_id: clientId, azp, aud } = payload;
  const named = clientId ?? azp ?? aud;
  const names: unknown[] = Array.isArray(named) ? named : [named];
  return names.some((name) => typeof name === "string" && clientIds.includes(name));
};
