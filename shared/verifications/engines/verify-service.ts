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

/** The configuration that a verification was started with, of the tenant or of the hub. Throws not_found if it is deleted or inactive. */
export const configOf = async ({ scope, providerConfigId }: StoredVerification): Promise<StoredProviderConfig> => {
  const owner = { tenantId: tenantOfScope(scope), useHubProvider: true };
  const providerConfig =
    providerConfigId === null ? null : await chooseConfig(owner, { providerConfigId, actingUserId: null });
  if (!providerConfig)
    throw new Problem("not_found", {
      detail: "The verification's provider configuration is deleted or inactive.",
    });
  return providerConfig;
};

/** Throws not_supported if the configuration has no Verify service. */
export const verifyServiceOf = async (
  providerConfig: StoredProviderConfig,
  changed?: ProviderCredentials,
): Promise<CodeVerifications> => {
  const service = await openVerifications(providerConfig, async () => changed ?? credentialsOf(providerConfig));
  if (!service)
    throw new Problem("not_supported", {
      detail: "The provider configuration has no Verify service: set `verifyServiceSid`.",
    });
  return service;
};

/** After Twilio refused the credentials: the service with credentials that were stored since. Null: there are none. */
export const renewedServiceOf = async (providerConfig: StoredProviderConfig): Promise<CodeVerifications | null> => {
  const changed = await changedCredentials(providerConfig);
  return changed && verifyServiceOf(providerConfig, changed);
};

/**
 * Has Twilio Verify compare a code whose attempt is counted. Throws NotCompared (temporarily_unavailable, provider_rejected_credentials)
 * if Twilio certainly compared nothing, and temporarily_unavailable if its answer was lost.
 */
export const compareAtVerify = async (verification: StoredVerification, code: string): Promise<Comparison> => {
  const { providerSid: providerVerificationId, to } = verification;
  const check = (service: CodeVerifications) => service.check({ providerVerificationId, to }, code);
  try {
    const providerConfig = await configOf(verification);
    const kind = await check(await verifyServiceOf(providerConfig)).catch(async (failure) => {
      const renewed = isCredentialsFailure(failure) ? await renewedServiceOf(providerConfig) : null;
      if (!renewed) throw failure;
      return check(renewed);
    });
    return { kind };
  } catch (failure) {
    if (failure instanceof Problem && goneCodes.has(failure.code)) return { kind: "closed" };
    throw mayHaveCompared(failure) ? problemOfFailure(failure) : notCompared(failure);
  }
};

/** Best effort: the hub accepts the code no more, and at Twilio it expires by itself. */
export const cancelAtVerify = async (verification: StoredVerification): Promise<void> => {
  const { id: verificationId, providerSid } = verification;
  if (providerSid === undefined) return;
  try {
    await (await verifyServiceOf(await configOf(verification))).cancel(providerSid);
  } catch (error) {
    log.error("verification_left_pending", error, { verificationId });
  }
};

const isCredentialsFailure = (failure: unknown): boolean =>
  failure instanceof ProviderFailure && failure.kind === "credentials";

/** The configuration or its Verify service is gone: nobody knows the code any more. */
const goneCodes = new Set<string>(["not_found", "not_supported"]);

/** True if Twilio may have compared the code: it did not if it refused to, was not reached, or the hub failed before it asked. */
const mayHaveCompared = (failure: unknown): boolean =>
  failure instanceof ProviderFailure &&
  failure.kind === "unavailable" &&
  !(failure.cause instanceof HttpCallFailed && !failure.cause.maybeSent);

/** The failure as a NotCompared. Twilio's refusal to compare says nothing about the code. */
const notCompared = (failure: unknown): NotCompared => {
  const problem = problemOfFailure(failure);
  return problem instanceof Problem && problem.code !== "conflict"
    ? new NotCompared(problem.code, problem.detail)
    : new NotCompared("temporarily_unavailable", { cause: failure, retryAfterSeconds: 1 });
};
