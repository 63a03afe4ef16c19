import { chooseConfig } from "../../delivery/choose-config.ts";
import { Problem } from "../../kernel/errors.ts";
import { tenantOfScope } from "../../kernel/ids.ts";
import { log } from "../../observability/logger.ts";
import { changedCredentials } from "../../provider-configs/credentials/changed-credentials.ts";
import { credentialsOf } from "../../provider-configs/credentials/credentials-of.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { ProviderCredentials } from "../../providers/credentials.ts";
import { HttpCallFailed } from "../../providers/http-call.ts";
import { openVerifications } from "../../providers/open-verifications.ts";
import type { CodeVerifications } from "../../providers/provider.ts";
import { ProviderFailure, problemOfFailure } from "../../providers/provider-failure.ts";
import type { StoredVerification } from "../verification.ts";
import { type Comparison, NotCompared } from "./engine.ts";

/** The configuration a verification was started with, the tenant's or the hub's. Throws not_found where it is gone or switched off. */
export const configOf = async ({ scope, providerConfigId }: StoredVerification): Promise<StoredProviderConfig> => {
  const whose = { tenantId: tenantOfScope(scope), useHubProvider: true };
  const providerConfig =
    providerConfigId === null ? null : await chooseConfig(whose, { providerConfigId, actingUserId: null });
  if (!providerConfig) throw new Problem("not_found", { detail: "No such provider configuration." });
  return providerConfig;
};

/** Throws not_supported where the configuration has no Verify service. */
export const verifyServiceOf = async (
  providerConfig: StoredProviderConfig,
  changed?: ProviderCredentials,
): Promise<CodeVerifications> => {
  const service = await openVerifications(providerConfig, async () => changed ?? credentialsOf(providerConfig));
  if (!service) throw new Problem("not_supported", { detail: "The provider configuration has no Verify service." });
  return service;
};

/** Where the credentials we had were refused: the service with those that were set since; null: there are none. */
export const renewedServiceOf = async (providerConfig: StoredProviderConfig): Promise<CodeVerifications | null> => {
  const changed = await changedCredentials(providerConfig);
  return changed && verifyServiceOf(providerConfig, changed);
};

/**
 * Has Twilio Verify compare a code whose attempt is counted. Throws NotCompared (temporarily_unavailable,
 * provider_rejected_credentials) where Twilio certainly did not, and temporarily_unavailable where its answer was lost.
 */
export const compareAtVerify = async (verification: StoredVerification, code: string): Promise<Comparison> => {
  const { providerSid: providerVerificationId, to } = verification;
  const check = (service: CodeVerifications) => service.check({ providerVerificationId, to }, code);
  try {
    const providerConfig = await configOf(verification);
    const kind = await check(await verifyServiceOf(providerConfig)).catch(async (failure) => {
      const renewed = isCredentials(failure) ? await renewedServiceOf(providerConfig) : null;
      if (!renewed) throw failure;
      return check(renewed);
    });
    return { kind };
  } catch (failure) {
    if (failure instanceof Problem && gone.has(failure.code)) return { kind: "closed" };
    throw wasAsked(failure) ? problemOfFailure(failure) : notCompared(failure);
  }
};

/** Best effort: nobody can use the code here any more, and there it ends by itself. */
export const cancelAtVerify = async (verification: StoredVerification): Promise<void> => {
  const { id: verificationId, providerSid } = verification;
  if (providerSid === undefined) return;
  try {
    await (await verifyServiceOf(await configOf(verification))).cancel(providerSid);
  } catch (error) {
    log.error("verification_left_pending", error, { verificationId });
  }
};

const isCredentials = (failure: unknown): boolean =>
  failure instanceof ProviderFailure && failure.kind === "credentials";

/** The configuration was taken away, or its Verify service: nobody knows the code any more. */
const gone = new Set<string>(["not_found", "not_supported"]);

/** May Twilio have compared it? Not where it refused to, was never reached, or we failed before we asked. */
const wasAsked = (failure: unknown): boolean =>
  failure instanceof ProviderFailure &&
  failure.kind === "unavailable" &&
  !(failure.cause instanceof HttpCallFailed && !failure.cause.maybeSent);

/** That Twilio would not compare is no answer about the code. */
const notCompared = (failure: unknown): NotCompared => {
  const problem = problemOfFailure(failure);
  return problem instanceof Problem && problem.code !== "conflict"
    ? new NotCompared(problem.code, problem.detail)
    : new NotCompared("temporarily_unavailable", { cause: failure, retryAfterSeconds: 1 });
};
