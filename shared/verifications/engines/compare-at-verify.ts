import { Problem } from "../../kernel/errors.ts";
import { log } from "../../observability/logger.ts";
import { HttpCallFailed } from "../../providers/http-call.ts";
import type { CodeVerifications } from "../../providers/provider.ts";
import { ProviderFailure, problemOfFailure } from "../../providers/provider-failure.ts";
import type { StoredVerification } from "../verification.ts";
import { type Comparison, NotCompared } from "./engine.ts";
import { configOf, renewedServiceOf, verifyServiceOf } from "./verify-service.ts";

/**
 * Has Twilio Verify compare a code whose attempt is counted. Throws NotCompared (temporarily_unavailable,
 * provider_rejected_credentials) where Twilio certainly did not, and temporarily_unavailable where its answer was lost.
 */
export const compareAtVerify = async (verification: StoredVerification, code: string): Promise<Comparison> => {
  const { providerSid: providerVerificationId, to } = verification;
  const check = (service: CodeVerifications) => service.check({ providerVerificationId, to }, code);
  try {
    const config = await configOf(verification);
    const kind = await check(await verifyServiceOf(config)).catch(async (failure) => {
      const renewed = isCredentials(failure) ? await renewedServiceOf(config) : null;
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
