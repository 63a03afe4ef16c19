import { VerificationListInstance } from "twilio/lib/rest/verify/v2/service/verification.js";
import { VerificationCheckListInstance } from "twilio/lib/rest/verify/v2/service/verificationCheck.js";
import { traitsOf } from "../../api/channels.ts";
import { fittingLocale } from "../../text/fitting-locale.ts";
import type { CodeVerifications, OutgoingCode, SendOutcome } from "../provider.ts";
import { providerError } from "../provider-error.ts";
import { verifyVersion } from "./wire/sdk.ts";
import { askingFor, providerFailureOf, sendOutcomeOf } from "./wire/twilio-failure.ts";
import { TwilioRefusal } from "./wire/twilio-refusal.ts";
import type { TwilioTransport } from "./wire/twilio-transport.ts";

/**
 * Sends and checks codes through one service of Twilio Verify: https://www.twilio.com/docs/verify/api. Twilio answers a wrong code with 200
 * and `pending`. After a verification is approved, expires or is checked too often, Twilio deletes it and answers 404.
 */
export const twilioVerifications = (transport: TwilioTransport, serviceSid: string): CodeVerifications => {
  const version = verifyVersion(transport);
  const verifications = VerificationListInstance(version, serviceSid);
  const checks = VerificationCheckListInstance(version, serviceSid);
  return {
    send: async (code) => {
      try {
        const { sid } = await verifications.create(creation(code));
        return accepted(sid);
      } catch (failure) {
        return refusedSend(failure);
      }
    },
    check: async ({ providerVerificationId, to }, code) => {
      try {
        const whose = providerVerificationId === undefined ? { to } : { verificationSid: providerVerificationId };
        return comparisonOf((await checks.create({ ...whose, code })).status);
      } catch (failure) {
        return refusedCheck(failure);
      }
    },
    cancel: async (sid) => {
      await askingFor(() => verifications(sid).update({ status: "canceled" }));
    },
  };
};

/** In a send, only the number can be invalid to Twilio, because every other parameter has a fixed form. */
const invalidParameter = 60200;
const tooManyChecks = 60202;
const tooManySends = 60203;
/** The lifetime of a code at Twilio. Twilio sends it at most five times in that time. */
const lifetimeSeconds = 600;

const creation = ({ channel, to, locale, androidAppHash, clientIp }: OutgoingCode) => {
  const known = fittingLocale(locales, locale, "");
  return {
    to,
    channel,
    // Twilio refuses a locale that it does not know. Without a locale it chooses the language by the number's country.
    ...(known !== null && { locale: known }),
    ...(androidAppHash !== undefined &&
      channel !== "call" &&
      traitsOf(channel).fillsInCodes && { appHash: androidAppHash }),
    ...(clientIp !== undefined && { deviceIp: clientIp }),
  };
};

const accepted = (sid: unknown): SendOutcome =>
  typeof sid === "string" && sid.startsWith("VE")
    ? { kind: "accepted", providerMessageId: sid, status: "sent" }
    : { kind: "unknown", cause: "Twilio's answer names no verification" };

const refusedSend = (failure: unknown): SendOutcome => {
  const code = failure instanceof TwilioRefusal ? failure.code : null;
  if (code === invalidParameter) return { kind: "rejected", error: providerError("recipient_invalid", String(code)) };
  const outcome = sendOutcomeOf(failure);
  return code === tooManySends && outcome.kind === "throttled"
    ? { retryAfterSeconds: lifetimeSeconds, ...outcome }
    : outcome;
};

type Checked = Awaited<ReturnType<CodeVerifications["check"]>>;

const comparisonOf = (status: string): Checked => {
  switch (status) {
    case "approved":
      return "right";
    case "pending":
      return "wrong";
    case "max_attempts_reached":
      return "exhausted";
    case "canceled":
    case "expired":
    case "deleted":
    case "failed":
      return "closed";
    default:
      throw providerFailureOf(new Error("Twilio's answer tells no status of the verification"));
  }
};

const refusedCheck = (failure: unknown): Checked => {
  if (failure instanceof TwilioRefusal) {
    if (failure.code === tooManyChecks) return "exhausted";
    // Twilio refuses a text that cannot be a code, without comparing it.
    if (failure.code === invalidParameter) return "wrong";
    if (failure.status === 404) return "closed";
  }
  throw providerFailureOf(failure);
};

/** https://www.twilio.com/docs/verify/supported-languages */
const locales = Object.fromEntries(
  (
    "af ar ca zh zh-CN zh-HK hr cs da nl en en-GB et fi fr de el he hi hu id it ja kn ko lt ms mr nb pl pt-BR pt ro ru " +
    "sk es sv tl te th tr uk vi"
  )
    .split(" ")
    .map((locale) => [locale, true]),
);
