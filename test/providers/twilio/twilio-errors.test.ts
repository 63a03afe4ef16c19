import { expect, test } from "vitest";
import { providerErrors } from "../../../shared/providers/provider-error.ts";
import {
  isTwilioThrottle,
  twilioDeliveryError,
  twilioError,
  twilioErrorCodes,
} from "../../../shared/providers/twilio/twilio-errors.ts";

test.each([
  [20003, "credentials_rejected", false],
  [21211, "recipient_invalid", false],
  [21408, "country_not_permitted", false],
  [21610, "recipient_opted_out", false],
  [21614, "recipient_landline", false],
  [20429, "rate_limited", true],
  [30003, "recipient_unreachable", true],
  [30005, "recipient_unknown", false],
  [30007, "carrier_filtered", false],
  [30008, "carrier_error", true],
  // Twilio itself does not retry this one, "to avoid duplicate delivery".
  [30410, "carrier_timeout", false],
  [63016, "template_required", false],
  [21660, "sender_invalid", false],
  [30019, "content_too_large", false],
  [30024, "sender_not_provisioned", false],
  [63013, "content_blocked", false],
  [63032, "recipient_limited", false],
  [63041, "template_unavailable", false],
  [63049, "recipient_limited", false],
  [63112, "whatsapp_account_blocked", false],
  // Verify: 60202 is too many checks, 60203 too many sends.
  [60202, "verification_attempts_exceeded", false],
  [60203, "verification_attempts_exceeded", false],
  [60205, "recipient_landline", false],
  [60212, "rate_limited", true],
  [60223, "not_supported", false],
  [60410, "fraud_suspected", false],
  [60605, "country_not_permitted", false],
  // Regions
  [21663, "not_in_region", false],
  [21670, "not_in_region", false],
  [60614, "not_in_region", false],
  [60619, "not_in_region", false],
  // Voice
  [21210, "sender_invalid", false],
  [21215, "country_not_permitted", false],
  [21219, "recipient_not_verified", false],
])("twilioError() maps %i to %s, retryable: %s", (code, ours, retryable) => {
  expect(twilioError(code)).toEqual({
    code: ours,
    message: expect.stringMatching(/\.$/),
    providerCode: String(code),
    retryable,
  });
  expect(twilioError(String(code))).toEqual(twilioError(code));
});

test("twilioError() keeps an unknown error's code and text, and does not retry it", () => {
  expect(twilioError(98765, "Something new")).toEqual({
    code: "provider_error",
    message: "Something new",
    providerCode: "98765",
    retryable: false,
  });
});

test.each([null, undefined, ""])("twilioError() without a code (%j) returns an error without one", (code) => {
  expect(twilioError(code)).toMatchObject({ code: "provider_error", providerCode: null });
});

test("twilioDeliveryError() says of an unknown error that the message was not delivered", () => {
  const unknown = { code: "delivery_failed", message: "The message could not be delivered.", retryable: false };
  expect(twilioDeliveryError(98765)).toEqual({ ...unknown, providerCode: "98765" });
  expect(twilioDeliveryError(null)).toEqual({ ...unknown, providerCode: null });
  expect(twilioDeliveryError(98765, "Something new")).toMatchObject({ message: "Something new" });
  expect(twilioDeliveryError(30007)).toEqual(twilioError(30007));
});

// Invariant 17: errors end up in logs.
test("twilioError() masks a number that Twilio quotes", () => {
  const { message } = twilioError(98765, "The number +14155550123 (or (415) 555-0123) is odd; see 98765");
  expect(message).not.toContain("5555");
  expect(message).not.toMatch(/\d{6}/);
  expect(message).toContain("98765");
});

test("isTwilioThrottle() is true only for transient errors", () => {
  const throttles = Object.keys(twilioErrorCodes).filter(isTwilioThrottle);
  expect(throttles).toEqual(["20429", "21611", "30001", "60212", "60616"]);
  expect(isTwilioThrottle(98765)).toBe(false);
});

test("providerErrors describe each code in a sentence", () => {
  for (const { message } of Object.values(providerErrors)) expect(message).toMatch(/^[A-Z].+\.$/);
});
