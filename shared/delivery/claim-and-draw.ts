import { undoAll } from "../aws/create-or-undo.ts";
import { retryDraw } from "../kernel/backoff.ts";
import { Problem } from "../kernel/errors.ts";
import type { Drawn } from "../limits/all-or-nothing.ts";

/** The steps that must all succeed before a provider is called. */
export interface Steps<Existing, Limits extends Drawn, Prepared> {
  /** Writes the claim. Returns `{ existing }` if an earlier request with the same idempotency key holds it, and null if it is ours. */
  claim: () => Promise<{ existing: Existing } | null>;
  /** Removes our claim; does nothing if another request holds it. */
  unclaim: () => Promise<unknown>;
  /** Draws the send from every limit. */
  draw: () => Promise<Limits>;
  /** Draws the send again, because an equal request may hold the draw for a moment. Undefined: no other request can be equal. */
  drawAgain?: (() => Promise<Limits>) | undefined;
  /** True if the refusal may end within a second. The default is true for `rate_limited` alone. */
  mayPass?: (refusal: unknown) => boolean;
  /** Reads whether the recipient has opted out (docs/decisions/0001). */
  hasOptedOut: () => Promise<boolean>;
  /** Prepares everything else that the provider call needs. */
  prepare: () => Promise<Prepared>;
}

export interface Claimed<Limits, Prepared> {
  drawn: Limits;
  optedOut: boolean;
  prepared: Prepared;
  /** Returns the draw to the limits and keeps the claim. Never throws. */
  giveBack: () => Promise<void>;
  /** Removes the claim and returns the draw. Never throws. */
  undo: () => Promise<void>;
}

/**
 * Claims one send, draws it from the limits and reads the opt-outs, all in one round trip. So the hub sends nothing uncounted, and nothing
 * to a person who has opted out. If a step fails or refuses, this function undoes the claim and the draw. It then throws the first failure
 * in the order claim, limits, opt-outs, preparation.
 */
export const claimAndDraw = async <Existing, Limits extends Drawn, Prepared>(
  steps: Steps<Existing, Limits, Prepared>,
): Promise<Claimed<Limits, Prepared> | { existing: Existing }> => {
  const [claim, first, optedOut, prepared] = await Promise.allSettled([
    steps.claim(),
    steps.draw(),
    steps.hasOptedOut(),
    steps.prepare(),
  ]);
  const isOurs = claim.status === "fulfilled" && claim.value === null;
  const { drawAgain, mayPass = isRateLimited } = steps;
  const drawn = isOurs && drawAgain ? await retryDraw(first, drawAgain, mayPass) : first;
  const returnDraw = () => (drawn.status === "fulfilled" ? drawn.value.giveBack() : undefined);
  const giveBack = () => undoAll([returnDraw]);
  const undo = () => undoAll([steps.unclaim, returnDraw]);
  if (claim.status === "fulfilled" && claim.value !== null) {
    await giveBack();
    return claim.value;
  }
  if (claim.status === "rejected") return undoAndThrow(undo, claim.reason);
  if (drawn.status === "rejected") return undoAndThrow(undo, drawn.reason);
  if (optedOut.status === "rejected") return undoAndThrow(undo, optedOut.reason);
  if (prepared.status === "rejected") return undoAndThrow(undo, prepared.reason);
  return { drawn: drawn.value, optedOut: optedOut.value, prepared: prepared.value, giveBack, undo };
};

const undoAndThrow = async (undo: () => Promise<void>, reason: unknown): Promise<never> => {
  await undo();
  throw reason;
};

export const isRateLimited = (refusal: unknown): boolean =>
  refusal instanceof Problem && refusal.code === "rate_limited";
