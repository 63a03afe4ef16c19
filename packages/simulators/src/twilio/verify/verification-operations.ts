import { jsonAnswer } from "../../wire/reply.ts";
import type { PathParameters } from "../../wire/router.ts";
import type { Call, Operation } from "../operation.ts";
import { notFound } from "../twilio-error.ts";
import type { World } from "../world.ts";
import { checkVerification } from "./check-verification.ts";
import { invalid } from "./start-rules.ts";
import { startVerification } from "./start-verification.ts";
import { type Verification, verificationResource } from "./verification.ts";
import { pathWithoutVersion, verifyServiceAt } from "./verify-service-operations.ts";

const item = "/v2/Services/{service}/Verifications/{sid}";

export const verificationOperations: Operation[] = [
  {
    id: "verifications.create",
    method: "POST",
    path: "/v2/Services/{service}/Verifications",
    answer: startVerification,
  },
  {
    id: "verifications.fetch",
    method: "GET",
    path: item,
    to: numberIn,
    answer: (call) => jsonAnswer(200, verificationResource(verificationAt(call), call.world.baseUrl())),
  },
  {
    id: "verifications.update",
    method: "POST",
    path: item,
    to: numberIn,
    answer(call) {
      const verification = verificationAt(call);
      const status = call.params.get("Status");
      if (status !== "approved" && status !== "canceled") throw invalid("Status");
      if (verification.status !== "pending") throw notFound(pathWithoutVersion(call));
      verification.status = status;
      verification.dateUpdated = new Date();
      // A canceled verification can still be fetched, an approved one cannot.
      verification.isDeleted = status === "approved";
      return jsonAnswer(200, verificationResource(verification, call.world.baseUrl()));
    },
  },
  {
    id: "verificationChecks.create",
    method: "POST",
    path: "/v2/Services/{service}/VerificationCheck",
    to: (_path, { verifications }, params) => verifications.bySid(params.get("VerificationSid") ?? "")?.to,
    answer: checkVerification,
  },
];

/** The path names a verification by its SID or by its number. */
function numberIn(path: PathParameters, { verifications }: World): string {
  const name = path("sid");
  return verifications.bySid(name)?.to ?? name;
}

function verificationAt(call: Call): Verification {
  const verification = call.world.verifications.find(verifyServiceAt(call).sid, call.path("sid"));
  if (verification === undefined) throw notFound(pathWithoutVersion(call));
  return verification;
}
