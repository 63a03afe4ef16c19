import { type Caller, requireLiveKey } from "../../identity/caller.ts";
import { makeJob } from "../jobs/make-job.ts";
import { subjectNumber } from "../jobs/subject-number.ts";
import { refuseOwnNumber } from "./refuse-own-number.ts";

/** Begins to erase a number. Throws conflict for one of the tenant's own. */
export const makeErasure = async (
  caller: Caller,
  wanted: { number: string; country?: string | undefined },
  idempotencyKey: string | null,
) => {
  requireLiveKey(caller);
  const number = subjectNumber(caller, wanted);
  await refuseOwnNumber(caller, number);
  return makeJob(caller, "erasure", number, idempotencyKey);
};
