import { expect, test } from "vitest";
import { testMode } from "../../shared/providers/test-mode/test-mode.ts";
import { testStatuses } from "../../shared/providers/test-mode/test-statuses.ts";
import { inheritedNames } from "../support/hostile-names.ts";

const send = (to: string, from: string | null = "+15005550006") =>
  testMode().messages.send({ channel: "sms", to, from, body: "Hi", mediaUrls: [] });

// https://www.twilio.com/docs/iam/test-credentials#test-sms-messages
test.each([
  ["+15005550001", "rejected", "recipient_invalid"],
  ["+15005550002", "rejected", "recipient_not_routable"],
  ["+15005550003", "rejected", "country_not_permitted"],
  ["+15005550004", "rejected", "recipient_opted_out"],
  ["+15005550009", "rejected", "recipient_landline"],
])("testMode() sending to %s returns %s: %s", async (to, kind, code) => {
  expect(await send(to)).toMatchObject({ kind, error: { code } });
});

test.each([
  ["+15005550001", "rejected", "sender_invalid"],
  ["+15005550007", "rejected", "sender_not_sms_capable"],
  ["+15005550008", "throttled", "queue_full"],
])("testMode() sending from %s returns %s: %s", async (from, kind, code) => {
  expect(await send("+14155550123", from)).toMatchObject({ kind, error: { code } });
});

test.each(["+15005550006", "+14155550123", "+4915112345678", "+15005530003"])(
  "testMode() accepts a message to %s",
  async (to) => {
    const outcome = await send(to, null);
    expect(outcome).toMatchObject({ kind: "accepted", providerMessageId: expect.stringMatching(/^TM[0-9a-f]{32}$/) });
  },
);

test.each(inheritedNames)("testMode() accepts a message from the sender %s (invariant 38)", async (from) => {
  expect(await send("+14155550123", from)).toMatchObject({ kind: "accepted" });
});

test("testStatuses() moves an accepted message to sent, then delivered", () => {
  expect(testStatuses("+14155550123").map(({ status }) => status)).toEqual(["sent", "delivered"]);
});

test("testStatuses() moves a number that names a delivery error to sent, then undelivered", () => {
  const [, last] = testStatuses("+15005530003");
  expect(last).toMatchObject({
    status: "undelivered",
    error: { code: "recipient_unreachable", providerCode: "30003" },
  });
});

test("testStatuses() gives statuses one after another", () => {
  const times = testStatuses("+14155550123").map(({ afterSeconds }) => afterSeconds);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(new Set(times).size).toBe(times.length);
});
