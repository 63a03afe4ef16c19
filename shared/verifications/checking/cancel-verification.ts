import type { Caller } from "../../identity/caller.ts";
import { notFound, Problem } from "../../kernel/errors.ts";
import { closedProblem } from "../closed-verification.ts";
import { cancelAtVerify } from "../engines/verify-service.ts";
import type { StoredVerification } from "../verification.ts";
import { visibleVerification } from "../verification-reads.ts";
import { cancelOpen } from "../verification-writes.ts";

/** Cancels an open verification here, then at Twilio Verify if that sent its code. Throws not_found, verification_closed. */
export const cancel = async (caller: Caller, id: string): Promise<StoredVerification> => {
  const canceled = await cancelOpen(await visibleVerification(caller, id));
  if (!canceled.changed) {
    const problem = closedProblem(canceled.existing) ?? notFound("verification");
    throw problem.code === "too_many_attempts"
      ? new Problem("verification_closed", {
          detail: "All attempts of this verification are used up. There is nothing to cancel.",
        })
      : problem;
  }
  if (canceled.verification.engine === "twilio-verify") await cancelAtVerify(canceled.verification);
  return canceled.verification;
};
