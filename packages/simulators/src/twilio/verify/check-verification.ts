import { timingSafeEqual } from "node:crypto";
import { type Answer, jsonAnswer } from "../../wire/reply.ts";
import type { Call } from "../operation.ts";
import { notFound, TwilioError } from "../twilio-error.ts";
import { invalid } from "./start-rules.ts";
import { type Verification, verificationCheckResource } from "./verification.ts";
import { pathWithoutVersion, verifyServiceAt } from "./verify-service-operations.ts";

const maximumChecks = 5;

/**
 * A wrong code is not an error: the answer is 200, and the verification stays pending. Twilio compares five codes. It answers a sixth
 * check with 60202, and forgets the verification, as it forgets an approved or expired one. Errors 20404, 60200, 60202, 60221.
 */
export function checkVerification(call: Call): Answer {
  const service = verifyServiceAt(call);
  const { to, sid, code } = checkParameters(call.params);
  const verification = call.world.verifications.find(service.sid, sid ?? to);
  if (verification === undefined || (verification.status !== "pending" && verification.checks < maximumChecks)) {
    throw notFound(pathWithoutVersion(call));
  }
  if (verification.checks >= maximumChecks) {
    verification.isDeleted = true;
    throw new TwilioError(60202, "Max check attempts reached", 429);
  }
  return jsonAnswer(200, compared(verification, code));
}

function compared(verification: Verification, code: string) {
  verification.checks += 1;
  verification.dateUpdated = new Date();
  if (isSame(code, verification.code)) {
    verification.status = "approved";
    verification.isDeleted = true;
  }
  const answer = verificationCheckResource(verification);
  // The fifth wrong code gets the same answer as the others. Only a fetch of the verification shows that it was the last.
  if (verification.status === "pending" && verification.checks === maximumChecks) {
    verification.status = "max_attempts_reached";
  }
  return answer;
}

function checkParameters(params: URLSearchParams): { to: string; sid: string | null; code: string } {
  const to = params.get("To") ?? "";
  const sid = params.get("VerificationSid");
  if (!to && !sid) throw new TwilioError(60221, "Either a To or a VerificationSid parameter is required");
  if (sid && !/^VE[0-9a-fA-F]{32}$/.test(sid)) throw invalid("VerificationSid");
  const code = params.get("Code") ?? "";
  if (!/^\S{4,10}$/.test(code)) throw invalid("Code");
  return { to, sid, code };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
