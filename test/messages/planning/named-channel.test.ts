import { describe, expect, test } from "vitest";
import { channelOfAddresses, namedChannel, withoutChannel } from "../../../shared/messages/planning/named-channel.ts";

const to = "+34611111175";

test.each([
  [`whatsapp:${to}`, "whatsapp"],
  [`\u202aWhatsApp: ${to}\u202c`, "whatsapp"],
  [`wa:${to}`, "whatsapp"],
  [`sms:${to}`, "sms"],
  [`viber:${to}`, "other"],
  [`messenger:${to}`, "other"],
  [`tel:${to}`, null],
  [to, null],
  ["1-800-FLOWERS", null],
])("namedChannel() of %j is %s", (address, channel) => {
  expect(namedChannel(address)).toBe(channel);
});

test("withoutChannel() returns the number", () => {
  expect(withoutChannel(`whatsapp:${to}`)).toBe(to);
  expect(withoutChannel(`tel:${to}`)).toBe(`tel:${to}`);
});

describe("channelOfAddresses()", () => {
  test.each([
    [{ to }, "sms"],
    [{ to: `whatsapp:${to}` }, "whatsapp"],
    [{ to, from: `whatsapp:${to}` }, "whatsapp"],
    [{ to: `whatsapp:${to}`, channel: "whatsapp" as const }, "whatsapp"],
    [{ to, channel: "whatsapp" as const }, "whatsapp"],
  ])("of %j is %s", (request, channel) => {
    expect(channelOfAddresses(request)).toBe(channel);
  });

  test.each([
    [{ to: `whatsapp:${to}`, channel: "sms" as const }, "to"],
    [{ to: `sms:${to}`, channel: "whatsapp" as const }, "to"],
    [{ to: `viber:${to}` }, "to"],
    [{ to: `sms:${to}`, from: `whatsapp:${to}` }, "from"],
  ])("refuses %j", (request, path) => {
    expect(() => channelOfAddresses(request)).toThrow(new RegExp(`^${path}: names `));
  });
});
