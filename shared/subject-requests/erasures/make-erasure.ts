import { type Caller, requireLiveKey } from "../../identity/caller.ts";
import { makeJob } from "../jobs/make-job.ts";
import { subjectNumber } from "../jobs/subject-number.ts";
import { refuseOwnNumber } from "./refuse-own-number.ts";

/** Starts the erasure of a number. Throws conflict if the number is one of the tenant's own senders. */
export const makeErasure = async (
  caller: Caller,
  subject: { number: string; country?: string | undefined },
  idempotencyKey: string | null,
) => {
  requireLiveKey(caller);
  const number = subjectNumber(caller, subject);
  await refuseOwnNumber(caller, number);
  return makeJob(caller, "erasure", number, idempotencyKey);
};
