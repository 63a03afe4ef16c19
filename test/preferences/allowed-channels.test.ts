import { expect, test } from "vitest";
import { channels } from "../../shared/api/channels.ts";
import { tenantIdFrom } from "../../shared/identity/tenants/tenant.ts";
import { scopeOf } from "../../shared/kernel/ids.ts";
import { allowedChannels } from "../../shared/preferences/allowed-channels.ts";
import { type StoredPreferences, unsetPreferences } from "../../shared/preferences/preferences.ts";
import { onlyAllowing } from "../support/channels.ts";

const tenantId = tenantIdFrom("ten_test");
if (!tenantId) throw new Error("No tenant id");
const unset = unsetPreferences(scopeOf(tenantId, "live"), "ana");
const number = "+14155550123";
const ready: StoredPreferences = {
  ...unset,
  number,
  numberVerifiedAt: "2026-01-01T00:00:00.000Z",
  ...onlyAllowing("sms"),
  quietHours: { start: "22:00", end: "07:00", timeZone: "UTC" },
};
const noon = new Date("2026-01-10T12:00:00Z");
const midnight = new Date("2026-01-11T00:00:00Z");

test("allowedChannels() allows nothing before the user sets anything", () => {
  expect(allowedChannels(unset, noon, true)).toEqual(
    channels.map((channel) => ({ channel, isAllowed: false, reason: "not_enabled" })),
  );
});

test("allowedChannels() requires a verified number for an enabled channel, even if urgent", () => {
  const [noNumber] = allowedChannels({ ...ready, number: null, numberVerifiedAt: null }, noon, true);
  const [unverified] = allowedChannels({ ...ready, numberVerifiedAt: null }, noon, true);
  expect([noNumber, unverified]).toMatchObject([{ reason: "no_number" }, { reason: "number_not_verified" }]);
});

test("allowedChannels() judges each channel separately", () => {
  for (const channel of channels) {
    const verdicts = allowedChannels({ ...ready, ...onlyAllowing(channel) }, noon, false);
    expect(verdicts.filter(({ isAllowed }) => isAllowed)).toEqual([{ channel, isAllowed: true, number }]);
  }
});

test("allowedChannels() holds back until quiet hours end, but not an urgent message", () => {
  const [quiet] = allowedChannels(ready, midnight, false);
  expect(quiet).toEqual({
    channel: "sms",
    isAllowed: false,
    reason: "quiet_hours",
    until: new Date("2026-01-11T07:00:00Z"),
  });
  expect(allowedChannels(ready, midnight, true)[0]).toEqual({ channel: "sms", isAllowed: true, number });
});
