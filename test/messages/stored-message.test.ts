import { expect, test } from "vitest";
import { fromOf } from "../../shared/messages/stored-message.ts";

test.each([
  ["a number", "+14155550100", "+14155550100"],
  ["a sender ID", "Acme", "Acme"],
  ["a sender ID that begins like the SID of a Messaging Service", "MGMT", "MGMT"],
  ["a Messaging Service, which chooses the number", `MG${"0a".repeat(16)}`, undefined],
  ["the provider's choice", undefined, undefined],
])("fromOf() returns the `from` of a message sent by %s", (_sender, sender, from) => {
  expect(fromOf(sender)).toBe(from);
});
