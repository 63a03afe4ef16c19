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

/** The hub fetches the issuers' keys again every hour, so that a withdrawn key stops working. */
const verifiers = cache<Verify>({ milliseconds: hour, entries: 1 });

/**
 * Identifies the caller by a JWT. Checks its signature, issuer, times, client and kind; the subject becomes the user. Throws if the
 * issuer's keys could not be fetched, because that says nothing about the token.
 */
export const identityOfToken = async (token: string): Promise<Identity | Refusal> => {
  const issuers = config.jwtIssuers();
  // A token of an unknown issuer causes no fetch and no signature check.
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

/** The issuer that a token names. The token is not verified at this point. */
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
      // Access tokens name their client in different claims, and isForClient checks all of those.
      audience: null,
      customJwtCheck: (token: { header: JwtHeader; payload: JwtPayload }) => refuseUnfit(token, clientIds),
    })),
    { jwksCache: new SimpleJwksCache({ fetcher: jwksFetcher }) },
  );
  return (token) => verifier.verify(token);
};

const refuseUnfit = ({ header, payload }: { header: JwtHeader; payload: JwtPayload }, clientIds: readonly string[]) => {
  if (payload.exp === undefined) throw new Error("the token has no expiry");
  if (!isAccessToken(header, payload)) throw new Error("not an access token");
  if (!isForClient(payload, clientIds)) throw new Error("issued for another client");
};

/** Returns null for a faulty token. Throws the error again if the issuer's keys could not be fetched. */
const nullUnlessUnavailable = (error: unknown): null => {
  if (error instanceof FetchError || error instanceof JwksValidationError) throw error;
  return null;
};

/**
 * True if the issuer may name this tenant. A token is only as trustworthy as the people who can write the issuer's claims, so the settings
 * list the tenants of each issuer. The hub's own tenant runs the platform, so "*" does not include it; only `hubTenant` does.
 */
export const mayNameTenant = ({ tenants, hubTenant }: JwtIssuer, tenantId: TenantId): boolean =>
  tenantId === hubTenantId ? hubTenant === true : tenants.includes("*") || tenants.includes(tenantId);
