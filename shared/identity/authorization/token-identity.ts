import { FetchError, JwksValidationError } from "aws-jwt-verify/error";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { decomposeUnverifiedJwt } from "aws-jwt-verify/jwt";
import type { JwtHeader, JwtPayload } from "aws-jwt-verify/jwt-model";
import { JwtVerifier } from "aws-jwt-verify/jwt-verifier";
import { isUserId } from "../../api/schemas/user-id.ts";
import { cache } from "../../kernel/cache.ts";
import { config, type JwtIssuer } from "../../kernel/config.ts";
import { hour } from "../../kernel/durations.ts";
import { hubTenantId, type TenantId } from "../../kernel/ids.ts";
import { tenantIdFrom } from "../tenants/tenant.ts";
import { isAccessToken, isForClient } from "./access-token.ts";
import type { Identity, Refusal } from "./credential-identity.ts";
import { permissionNamesOf } from "./granted-permissions.ts";
import { jwksFetcher } from "./jwks-fetcher.ts";

type Verify = (token: string) => Promise<JwtPayload>;

/** Issuers' keys are fetched anew every hour, so that one they withdrew stops counting. */
const verifiers = cache<Verify>({ milliseconds: hour, entries: 1 });

/**
 * Whom a JWT names. Signature, issuer, times, client and kind of token are checked; the subject becomes the user. Throws where
 * an issuer's keys could not be fetched: that says nothing about the token.
 */
export const identityOfToken = async (token: string): Promise<Identity | Refusal> => {
  const issuers = config.jwtIssuers();
  // Nothing is fetched, and no signature checked, for a token that names no issuer of ours.
  const issuer = issuers.find((one) => one.issuer === claimedIssuer(token));
  if (!issuer) return { refused: "unknown" };
  const verify = await verifiers.recall(JSON.stringify(issuers), async () => verifierFor(issuers));
  const payload = await verify(token).catch(nullUnlessUnavailable);
  if (!payload || payload.iss !== issuer.issuer) return { refused: "unknown" };
  const tenantId = tenantIdFrom(payload[issuer.tenantClaim]);
  const userId = payload.sub;
  if (tenantId === null) return { refused: "no_tenant" };
  if (!mayNameTenant(issuer, tenantId)) return { refused: "foreign_tenant" };
  if (!isUserId(userId)) return { refused: "no_user" };
  const permissionNames = permissionNamesOf(payload[issuer.permissionsClaim]);
  const expiresAt = payload.exp === undefined ? {} : { expiresAt: payload.exp * 1000 };
  return { tenantId, mode: "live", permissionNames, userId, ...expiresAt };
};

/** What a token says of itself; nothing of it is proven. */
const claimedIssuer = (token: string): string | undefined => {
  try {
    return decomposeUnverifiedJwt(token).payload.iss;
  } catch {
    return undefined;
  }
};

const verifierFor = (issuers: readonly JwtIssuer[]): Verify => {
  const verifier = JwtVerifier.create(
    issuers.map(({ issuer, jwksUri, clientIds }) => ({
      issuer,
      ...(jwksUri === undefined ? {} : { jwksUri }),
      // Access tokens name their client in different claims: isForClient looks at them all.
      audience: null,
      customJwtCheck: (token: { header: JwtHeader; payload: JwtPayload }) => refuseUnfit(token, clientIds),
    })),
    { jwksCache: new SimpleJwksCache({ fetcher: jwksFetcher }) },
  );
  return (token) => verifier.verify(token);
};

const refuseUnfit = ({ header, payload }: { header: JwtHeader; payload: JwtPayload }, clientIds: readonly string[]) => {
  if (payload.exp === undefined) throw new Error("without an expiry a token would be valid for ever");
  if (!isAccessToken(header, payload)) throw new Error("not an access token");
  if (!isForClient(payload, clientIds)) throw new Error("made for another client");
};

/** Whatever is wrong with the token itself makes it null; that its issuer cannot be asked is thrown on. */
const nullUnlessUnavailable = (error: unknown): null => {
  if (error instanceof FetchError || error instanceof JwksValidationError) throw error;
  return null;
};

/**
 * Whether an issuer speaks for a tenant. What an issuer signs is only as good as whoever may write its claims, so each says which
 * tenants are its own; the hub's, whose credentials run the platform, is nobody's unless it is said in so many words.
 */
export const mayNameTenant = ({ tenants, hubTenant }: JwtIssuer, tenantId: TenantId): boolean =>
  tenantId === hubTenantId ? hubTenant === true : tenants.includes("*") || tenants.includes(tenantId);
