import { day, hour } from "../../kernel/durations.ts";
import type { Scope } from "../../kernel/ids.ts";
import type { SlidingWindow } from "../../limits/windows/sliding-window.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";

/** Codes sent to a number, over all purposes and verifications (invariant 14). */
export const sendWindow = (scope: Scope, tag: string, policy: VerificationPolicy): SlidingWindow => ({
  key: `${scope}#verification-sends#${tag}`,
  most: policy.sendsPerNumberPerHour,
  milliseconds: hour,
  cooldowns: policy.cooldownSeconds.map((seconds) => seconds * 1000),
});

/** Wrong codes for a number, over all purposes and verifications: NIST SP 800-63B §3.2.2 asks for a limit that a resend does not lift. */
export const failureWindow = (scope: Scope, tag: string, policy: VerificationPolicy): SlidingWindow => ({
  key: `${scope}#verification-failures#${tag}`,
  most: policy.failuresPerNumberPerDay,
  milliseconds: day,
});
