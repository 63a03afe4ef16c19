import { pause } from "../kernel/backoff.ts";
import type { StoredVerification, VerificationView } from "./verification.ts";
import { viewOf } from "./verification-view.ts";

/** What a start and a resend answer, whatever the number is and did before (invariant 14); getVerification tells the truth. */
export const uniformViewOf = (verification: StoredVerification): VerificationView => {
  const view = viewOf(verification);
  return { ...view, sends: view.sends.map((send) => ({ ...send, status: "sent", error: null })) };
};

/** What a check answers: the sends as a start told them. */
export const checkedViewOf = ({ approved, verification }: { approved: boolean; verification: StoredVerification }) => ({
  approved,
  verification: uniformViewOf(verification),
});

type Way = Pick<StoredVerification, "engine" | "channel" | "providerConfigId">;

const keptDurations = 32;
/** Before this Lambda has seen a provider answer: what Twilio usually takes. */
const usualMilliseconds = 200;

const durations = new Map<string, number[]>();

const wayOf = ({ engine, channel, providerConfigId }: Way): string => `${engine} ${channel} ${providerConfigId}`;

/** Runs a provider call and remembers how long it took. */
export const timed = async <Result>(way: Way, call: () => Promise<Result>): Promise<Result> => {
  const startedAt = performance.now();
  try {
    return await call();
  } finally {
    const known = durations.get(wayOf(way)) ?? [];
    durations.set(wayOf(way), [...known.slice(1 - keptDurations), performance.now() - startedAt]);
  }
};

/**
 * Waits as long as one of the latest calls took, drawn by lot: where nothing is sent, the answer comes neither sooner nor more evenly
 * than where something is (invariant 14).
 */
export const waitAsIfSent = async (way: Way): Promise<void> => {
  const known = durations.get(wayOf(way)) ?? [];
  await pause(known[Math.floor(Math.random() * known.length)] ?? usualMilliseconds);
};
