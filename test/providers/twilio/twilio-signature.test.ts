import twilio from "twilio";
import { expect, test } from "vitest";
import { isSignedByTwilio } from "../../../shared/providers/twilio/twilio-signature.ts";

const url = "https://hub.example/status/webhook/ten_one/msg_one";
const parameters = { MessageSid: `SM${"0".repeat(32)}`, MessageStatus: "delivered", ErrorCode: "" };
const signedUnder = (secret: string) => ({
  url,
  parameters,
  signature: twilio.getExpectedTwilioSignature(secret, url, parameters),
});

test.each(["", " "])("isSignedByTwilio refuses a signature under the secret '%s' (invariant 9)", (secret) => {
  expect(isSignedByTwilio(signedUnder(secret), [secret, undefined])).toBe(false);
});

test("isSignedByTwilio accepts either secret during a rotation, and includes blank parameters (invariant 10)", () => {
  const secrets = ["first", "second"];
  for (const secret of secrets) expect(isSignedByTwilio(signedUnder(secret), secrets)).toBe(true);
  expect(isSignedByTwilio(signedUnder("third"), secrets)).toBe(false);
  const { ErrorCode, ...others } = parameters;
  expect(isSignedByTwilio({ ...signedUnder("first"), parameters: others }, secrets)).toBe(false);
});

test("isSignedByTwilio refuses an invalid URL and an invalid signature (invariant 9)", () => {
  expect(isSignedByTwilio({ ...signedUnder("first"), url: "no URL" }, ["first"])).toBe(false);
  expect(isSignedByTwilio({ ...signedUnder("first"), signature: "\u00e9" }, ["first"])).toBe(false);
});
