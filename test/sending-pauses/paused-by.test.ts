import * as fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { setClock } from "../../shared/kernel/clock.ts";
import { findPausedBy, keepSince, nextLookAt, type Outgoing } from "../../shared/sending-pauses/paused-by.ts";
import type { StoredPause } from "../../shared/sending-pauses/sending-pause.ts";

afterEach(() => setClock(Date.now));

const scope = { tenantId: null, provider: null, country: null, channel: null };
const pauseOf = (some: Partial<StoredPause>): StoredPause => {
  const named = { ...scope, ...some };
  const id = `pau_${JSON.stringify(named)}`;
  return { id, setBy: "platform", reason: "An incident", until: null, createdAt: "2026-11-30T00:00:00.000Z", ...named };
};
const toGermany: Outgoing = { provider: "twilio", channel: "sms", country: "DE", isTest: false };
const holds = (some: Partial<StoredPause>, outgoing = toGermany, isSuspended = false) =>
  findPausedBy({ isSuspended, mayUseHub: true, pauses: [pauseOf(some)] }, outgoing);

test("findPausedBy() holds a send through the hub's provider after the operator withdrew it (invariant 30)", () => {
  const withdrawn = { isSuspended: false, mayUseHub: false, pauses: [] };
  expect(findPausedBy(withdrawn, { ...toGermany, configTenantId: "ten_hub" })).toMatchObject({
    kind: "hub_provider_withdrawn",
  });
  expect(findPausedBy(withdrawn, { ...toGermany, configTenantId: "ten_own" })).toBeNull();
  expect(findPausedBy({ ...withdrawn, mayUseHub: true }, { ...toGermany, configTenantId: "ten_hub" })).toBeNull();
});

const provider = fc.constantFrom("twilio" as const, "sns" as const);
const channel = fc.constantFrom("sms" as const, "whatsapp" as const, "call" as const);
const country = fc.constantFrom("DE", "US", "FR");

test("findPausedBy() holds exactly the sends that match every part of a pause (invariant 21)", () => {
  const named = fc.record({
    provider: fc.option(provider),
    channel: fc.option(channel),
    country: fc.option(country),
  });
  const outgoing = fc.record({ provider, channel, country, isTest: fc.constant(false) });
  fc.assert(
    fc.property(named, outgoing, (pause, one) => {
      const fits = (["provider", "channel", "country"] as const).every(
        (part) => pause[part] === null || pause[part] === one[part],
      );
      expect(holds(pause, one) !== null).toBe(fits);
    }),
  );
});

test("findPausedBy() returns the pause's id, reason and end", () => {
  const until = new Date(Date.now() + 60_000).toISOString();
  const pause = pauseOf({ country: "DE", until });
  expect(
    findPausedBy({ isSuspended: false, mayUseHub: true, pauses: [pauseOf({ country: "US" }), pause] }, toGermany),
  ).toMatchObject({
    ...{ kind: "sending_pause", pauseId: pause.id, reason: "An incident", until },
  });
});

test("findPausedBy() does not hold a whole batch for a pause of one country", () => {
  expect(holds({ country: "DE" }, { ...toGermany, country: null })).toBeNull();
  expect(holds({ channel: "sms" }, { ...toGermany, country: null })).not.toBeNull();
});

test("findPausedBy() ignores a pause whose end has passed", () => {
  const until = new Date(Date.now() + 60_000).toISOString();
  expect(holds({ until })).not.toBeNull();
  const later = Date.now() + 60_001;
  setClock(() => later);
  expect(holds({ until })).toBeNull();
});

test("findPausedBy() holds a test message only for a suspension, because test messages never leave the hub", () => {
  const test = { ...toGermany, isTest: true };
  expect(holds({}, test)).toBeNull();
  expect(holds({}, test, true)).toMatchObject({ kind: "tenant_suspended", pauseId: null });
});

test("keepSince() keeps the time since which the same pause has held", () => {
  const before = holds({ country: "DE" });
  const later = Date.now() + 5_000;
  setClock(() => later);
  const again = holds({ country: "DE" });
  if (!before || !again) throw new Error("It is not held.");
  expect(keepSince(before, again).since).toBe(before.since);
  const other = holds({ channel: "sms" });
  expect(other && keepSince(before, other).since).toBe(new Date(later).toISOString());
});

test("nextLookAt() returns half a minute at first, and later at most five minutes", () => {
  const at = Date.parse("2026-11-30T12:00:00.000Z");
  setClock(() => at);
  const minutesLater = (since: string) => (nextLookAt({ since }) - at) / 60_000;
  expect(minutesLater("2026-11-30T12:00:00.000Z")).toBe(0.5);
  expect(minutesLater("2026-11-30T11:52:00.000Z")).toBe(2);
  expect(minutesLater("2026-10-30T12:00:00.000Z")).toBe(5);
});
