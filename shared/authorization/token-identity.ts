import { FetchError } from "aws-jwt-verify/error";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import type { JwtHeader, JwtPayload } from "aws-jwt-verify/jwt-model";
import { JwtVerifier } from "aws-jwt-verify/jwt-verifier";
import { config, type JwtIssuer } from "../config.ts";
import { shortMemory } from "../short-memory.ts";
import { tenantIdFrom } from "../tenants/tenant.ts";
import { isAccessToken, isForClient } from "./access-token.ts";
import type { Identity, Refusal } from "./credential-identity.ts";
import { permissionNamesOf } from "./granted-permissions.ts";
import { jwksFetcher } from "./jwks-fetcher.ts";

/** What was checked of a token, with the issuer that signed it. */
interface Proven {
  header: JwtHeader;
  payload: JwtPayload;
  issuer: JwtIssuer;
}

/** Issuers' keys are fetched anew every hour, so that one they withdrew stops counting. */
const verifiers = shortMemory<(token: string) => Promise<Proven | null>>({ milliseconds: 3_600_000, entries: 1 });

/**
 * Whom a JWT names. Signature, issuer, times, client and kind of token are checked; the subject becomes the user. Throws where
 * an issuer's keys could not be fetched: that says nothing about the token.
 */
export const identityOfToken = async (token: string): Promise<Identity | Refusal> => {
  const verify = await verifiers.recall("", async () => verifierFor(config.jwtIssuers()));
  const proven = await verify(token);
  if (!proven) return { refused: "unknown" };
  const { header, payload, issuer } = proven;
  if (!isAccessToken(header, payload)) return { refused: "not_an_access_token" };
  if (!isForClient(payload, issuer.clientIds)) return { refused: "unknown" };
  const tenantId = tenantIdFrom(payload[issuer.tenantClaim]);
  const userId = payload.sub;
  if (tenantId === null || !userId || userId.length > 128) return { refused: "no_tenant" };
  return { tenantId, mode: "live", permissionNames: permissionNamesOf(payload[issuer.permissionsClaim]), userId };
};

const verifierFor = (issuers: readonly JwtIssuer[]) => {
  if (issuers.length === 0) return async () => null;
  let seenHeader: JwtHeader | undefined;
  const verifier = JwtVerifier.create(
    issuers.map(({ issuer, jwksUri }) => ({
      issuer,
      ...(jwksUri === undefined ? {} : { jwksUri }),
      // Access tokens name their client in different claims: isForClient looks at them all.
      audience: null,
      customJwtCheck: ({ header }: { header: JwtHeader }) => {
        seenHeader = header;
      },
    })),
    { jwksCache: new SimpleJwksCache({ fetcher: jwksFetcher }) },
  );
  return async (token: string): Promise<Proven | null> => {
    const payload = await verified(() => verifier.verify(token));
    const issuer = issuers.find((one) => one.issuer === payload?.iss);
    // A token without an expiry would be valid for ever.
    return payload && issuer && seenHeader && payload.exp !== undefined ? { header: seenHeader, payload, issuer } : null;
  };
};

/** Null for whatever is wrong with the token itself. */
const verified = async (verify: () => Promise<JwtPayload>): Promise<JwtPayload | null> => {
  try {
    return await verify();
  } catch (error) {
    if (error instanceof FetchError || !(error instanceof Error)) throw error;
    return null;
  }
};
