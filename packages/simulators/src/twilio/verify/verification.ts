import { iso8601Seconds } from "../dates.ts";
import type { Channel } from "./code-texts.ts";

/** One send of a code. `sid` is Twilio's VL SID; `carriedBy` is the SID of the message or call that the phone got. */
export type SendAttempt = { sid: string; at: Date; channel: Channel; locale: string; carriedBy: string };

export type Verification = {
  sid: string;
  accountSid: string;
  serviceSid: string;
  to: string;
  channel: Channel;
  status: "pending" | "approved" | "canceled" | "max_attempts_reached" | "expired";
  code: string;
  lookup: object;
  amount: string | null;
  payee: string | null;
  sends: SendAttempt[];
  /** The number of codes that were compared. */
  checks: number;
  dateCreated: Date;
  dateUpdated: Date;
  expiresAt: Date;
  /** Twilio forgets a verification after approval, expiry or too many checks, and answers 404 from then on. */
  isDeleted: boolean;
};

export function verificationResource(verification: Verification, baseUrl: string) {
  return {
    ...checkedFields(verification),
    lookup: verification.lookup,
    send_code_attempts: verification.sends.map(({ sid, at, channel }) => ({
      time: at.toISOString(),
      channel,
      attempt_sid: sid,
    })),
    sna: null,
    url: `${baseUrl}/v2/Services/${verification.serviceSid}/Verifications/${verification.sid}`,
  };
}

export function verificationCheckResource(verification: Verification) {
  return { ...checkedFields(verification), sna_attempts_error_codes: [] };
}

function checkedFields(verification: Verification) {
  return {
    sid: verification.sid,
    service_sid: verification.serviceSid,
    account_sid: verification.accountSid,
    to: verification.to,
    channel: verification.channel,
    status: verification.status,
    valid: verification.status === "approved",
    amount: verification.amount,
    payee: verification.payee,
    date_created: iso8601Seconds(verification.dateCreated),
    date_updated: iso8601Seconds(verification.dateUpdated),
  };
}
