import * as z from "zod";
import { listQuery, NumberInUrl, TimeInput, UserId } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import {
  CheckVerification,
  CheckVerificationByNumber,
  Purpose,
  ResendVerification,
  StartVerification,
  Verification,
  VerificationChannel,
  VerificationChecked,
  VerificationStatus,
} from "../schemas/verification-schemas.ts";

export const startVerification = operation({
  id: "startVerification",
  method: "POST",
  path: "/v1/verifications",
  permission: "verify_users",
  summary: "Send a one-time code to a phone number",
  description:
    "Called from the tenant's server, never with a key in a browser. The answer does not depend on the number's history or kind: an opted-out number or a landline is answered alike, and not sent to. Too soon or too often: 429 with Retry-After and nextSendAt.",
  body: StartVerification,
  answers: { 201: Verification },
  problems: [
    "invalid_number",
    "country_required",
    "country_not_allowed",
    "cap_reached",
    "too_many_attempts",
    "no_provider_config",
    "provider_not_verified",
    "provider_rejected_credentials",
    "sending_paused",
    "not_supported",
    "not_found",
    "conflict",
    "idempotency_in_flight",
    "idempotency_mismatch",
  ],
  rules: [rules.policyPurpose, rules.policyChannel, rules.otherChannel, rules.noSuchChannel],
  idempotent: true,
});

const checking = {
  answers: { 200: VerificationChecked },
  problems: ["not_found", "verification_closed", "too_many_attempts", "provider_rejected_credentials"],
  rules: [rules.codeDigits],
} as const;

export const checkVerification = operation({
  id: "checkVerification",
  method: "POST",
  path: "/v1/verifications/{id}/check",
  permission: "verify_users",
  summary: "Check the code a person typed",
  description:
    "Answers 200 for a right and for a wrong code; 410 once it expired or was used, 429 after too many attempts.",
  body: CheckVerification,
  ...checking,
});

export const checkVerificationByNumber = operation({
  id: "checkVerificationByNumber",
  method: "POST",
  path: "/v1/verifications/check",
  permission: "verify_users",
  summary: "Check the code a person typed, by number and purpose",
  description: "Means the latest verification of this number and purpose.",
  body: CheckVerificationByNumber,
  ...checking,
  problems: [...checking.problems, "invalid_number", "country_required"],
  rules: [...checking.rules, rules.policyPurpose],
});

export const resendVerification = operation({
  id: "resendVerification",
  method: "POST",
  path: "/v1/verifications/{id}/resend",
  permission: "verify_users",
  summary: "Send another code; the one before dies",
  description: "Wrong attempts stay counted. Refused before nextSendAt.",
  body: ResendVerification.default({}),
  answers: { 200: Verification },
  problems: [
    "not_found",
    "verification_closed",
    "too_many_attempts",
    "cap_reached",
    "country_not_allowed",
    "no_provider_config",
    "provider_not_verified",
    "provider_rejected_credentials",
    "sending_paused",
    "not_supported",
    "conflict",
  ],
  rules: [rules.policyChannel],
});

export const cancelVerification = operation({
  id: "cancelVerification",
  method: "POST",
  path: "/v1/verifications/{id}/cancel",
  permission: "verify_users",
  summary: "End a verification that is still pending",
  answers: { 200: Verification },
  problems: ["not_found", "verification_closed"],
});

export const getVerification = operation({
  id: "getVerification",
  method: "GET",
  path: "/v1/verifications/{id}",
  permission: "verify_users",
  summary: "Get one verification, with what became of each send",
  answers: { 200: Verification },
  problems: ["not_found"],
});

export const listVerifications = operation({
  id: "listVerifications",
  method: "GET",
  path: "/v1/verifications",
  permission: "verify_users",
  summary: "List the verifications of the last 30 days, newest first",
  query: listQuery.extend({
    to: NumberInUrl.optional(),
    purpose: Purpose.optional(),
    status: VerificationStatus.optional(),
    channel: VerificationChannel.optional(),
    userId: UserId.optional(),
    since: TimeInput.optional().meta({ description: "Created at or after this moment" }),
    until: TimeInput.optional().meta({ description: "Created before this moment" }),
  }),
  answers: { 200: z.object({ items: z.array(Verification), nextCursor: z.string().nullable() }) },
  problems: ["invalid_cursor", "invalid_number", "country_required"],
});
