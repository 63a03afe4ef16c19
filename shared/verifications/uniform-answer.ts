import { pause } from "../kernel/backoff.ts";
import type { StoredVerification, VerificationView } from "./verification.ts";
import { viewOf } from "./verification-view.ts";

/** The answer of a start and a resend, the same for every number and its past (invariant 14). getVerification shows the truth. */
export const uniformViewOf = (verification: StoredVerification): VerificationView => {
  const view = viewOf(verification);
  return { ...view, sends: view.sends.map((send) => ({ ...send, status: "sent", error: null })) };
};

/** The answer of a check. It shows the sends as the start did. */
export const checkedViewOf = ({ approved, verification }: { approved: boolean; verification: StoredVerification }) => ({
  approved,
  verification: uniformViewOf(verification),
});

type CallKind = Pick<StoredVerification, "engine" | "channel" | "providerConfigId">;

const keptDurations = 32;
/** The usual time of Twilio, used until this Lambda has seen a provider answer. */
const usualMilliseconds = 200;

const durations = new Map<string, number[]>();

const callKey = ({ engine, channel, providerConfigId }: CallKind): string => `${engine} ${channel} ${providerConfigId}`;

/** Runs a provider call and notes how long it took. */
export const timed = async <Result>(kind: CallKind, call: () => Promise<Result>): Promise<Result> => {
  const startedAt = performance.now();
  try {
    return await call();
  } finally {
    const known = durations.get(callKey(kind)) ?? [];
    durations.set(callKey(kind), [...known.slice(1 - keptDurations), performance.now() - startedAt]);
  }
};

/**
 * Waits as long as one of the latest calls took, chosen at random. So if nothing is sent, the answer comes neither sooner nor more evenly
 * than if a code is sent (invariant 14).
 */
export const waitAsIfSent = async (kind: CallKind): Promise<void> => {
  const known = durations.get(callKey(kind)) ?? [];
  await pause(known[Math.floor(Math.random() * known.length)] ?? usualMilliseconds);
};
