import { now } from "../../kernel/clock.ts";
import { hour } from "../../kernel/durations.ts";
import { Problem } from "../../kernel/errors.ts";
import type { Scope } from "../../kernel/ids.ts";
import type { Drawn } from "../../limits/all-or-nothing.ts";
import { limitReached } from "../../limits/limit-reached.ts";
import type { Hindrance, SlidingWindow } from "../../limits/windows/sliding-window.ts";
import { readNextFit } from "../../limits/windows/window-reads.ts";
import { enter, leave } from "../../limits/windows/window-writes.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";

/** A number, by its hash prefix, and its tenant's policy. */
interface LimitedNumber {
  scope: Scope;
  hashPrefix: string;
  policy: VerificationPolicy;
}

/** The codes sent to a number, for all purposes and verifications (invariant 14). */
const sendWindow = ({ scope, hashPrefix, policy }: LimitedNumber): SlidingWindow => ({
  key: `${scope}#verification-sends#${hashPrefix}`,
  most: policy.sendsPerNumberPerHour,
  milliseconds: hour,
  cooldowns: policy.cooldownSeconds.map((seconds) => seconds * 1000),
});

/** Enters the number's window of sends. Returns when the next send fits (epoch milliseconds). Throws rate_limited. */
export const enterSendWindow = async (number: LimitedNumber): Promise<Drawn & { nextSendAt: number }> => {
  const window = sendWindow(number);
  const entered = await enter(window);
  if (entered.granted) return { nextSendAt: entered.nextAt, giveBack: () => leave(window, entered.entry) };
  throw new Problem(
    "rate_limited",
    limitReached({
      says: sentenceOf(entered.hindrance, window),
      limit: entered.hindrance === "full" ? "perNumber" : "cooldown",
      change: "verification-policy",
      waitMilliseconds: entered.nextAt - now(),
      extensions: { nextSendAt: new Date(entered.nextAt).toISOString() },
    }),
  );
};

const sentenceOf = (hindrance: Hindrance, { most, cooldowns = [] }: SlidingWindow): string =>
  hindrance === "full"
    ? `Too many codes to this number within an hour: sendsPerNumberPerHour, ${most}.`
    : `The last code to this number was sent too recently: cooldownSeconds, ${cooldowns.map((wait) => wait / 1000).join(", ")}.`;

/** Wrong codes for a number, for all purposes and verifications. NIST SP 800-63B §3.2.2 demands a limit that a resend does not lift. */
const failureWindow = ({ scope, hashPrefix, policy }: LimitedNumber): SlidingWindow => ({
  key: `${scope}#verification-failures#${hashPrefix}`,
  most: policy.failuresPerNumberPerDay,
  milliseconds: 24 * hour,
});

/** Throws too_many_attempts if the number's failures are used up: then it gets no further code either. */
export const requireFailuresLeft = async (number: LimitedNumber): Promise<void> => {
  const window = failureWindow(number);
  const { at, nextAt } = await readNextFit(window);
  if (nextAt > at) throw tooManyAttempts(nextAt - at, window.most);
};

/** Counts a check as a failure of its number. Throws too_many_attempts. */
export const enterFailureWindow = async (number: LimitedNumber): Promise<Drawn> => {
  const window = failureWindow(number);
  const entered = await enter(window);
  if (!entered.granted) throw tooManyAttempts(entered.nextAt - now(), window.most);
  return { giveBack: () => leave(window, entered.entry) };
};

const tooManyAttempts = (waitMilliseconds: number, most: number): Problem =>
  new Problem(
    "too_many_attempts",
    limitReached({
      says: `Too many wrong codes for this number within 24 hours: failuresPerNumberPerDay, ${most}.`,
      limit: "failuresPerNumber",
      change: "verification-policy",
      waitMilliseconds,
    }),
  );
