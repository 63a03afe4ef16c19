import { describe, expect, test } from "vitest";
import { eventually, hub, newTenant, simulator } from "../../support/hub/hub.ts";
import { createBatch, endOf, getBatch, randomSeed } from "../batch-client.ts";
import { batchWorld } from "../batch-world.ts";
import { sumOf } from "../numbers.ts";

const { enqueue, writeRow } = batchWorld(hub);

/** The time in London in `hours` hours, as HH:MM. */
const inLondon = (hours: number): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" }).format(
    Date.now() + hours * 3_600_000,
  );

const numbers = (prefix: string, count: number): string[] => {
  const from = randomSeed() % 900_000;
  return Array.from({ length: count }, (_, at) => `${prefix}${100_000 + from + at}`);
};

describe("createBatch in quiet hours", () => {
  test("holds recipients whose local time is in quiet hours, sends to the others, and counts all of them", async () => {
    const tenant = await newTenant({
      timeZone: "Europe/London",
      quietHours: { start: inLondon(-2), end: inLondon(2) },
    });
    // When it is quiet in London it is not in Tokyo, eight or nine hours ahead.
    const [british, japanese] = [
      numbers("+447400", 3),
      numbers("+819012", 2).map((number) => `${number}00`.slice(0, 13)),
    ];
    const made = await createBatch(tenant.api, { to: [...british, ...japanese], body: "Good night" });
    const { id } = made.body;
    const waiting = await eventually(
      () => getBatch(tenant.api, id),
      ({ counts }) => counts.accepted === 2,
    );
    expect(waiting).toMatchObject({ status: "running", total: 5, counts: { accepted: 2, pending: 3 } });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const sent = await simulator.accepted({ accountSid: tenant.twilio.accountSid });
    expect(sent.map(({ to }) => to).sort()).toEqual([...japanese].sort());
    expect(sumOf((await getBatch(tenant.api, id)).counts)).toBe(5);

    const urgent = await createBatch(tenant.api, { to: british, body: "Wake up", urgent: true });
    expect(await endOf(tenant.api, urgent.body.id)).toMatchObject({ status: "completed", counts: { accepted: 3 } });

    // Simulates the end of the quiet hours.
    await writeRow(tenant, id, { quietHours: null });
    await enqueue("ranges", { scope: tenant.id, batchId: id, range: 0, run: 0, turn: 90, step: 0 });
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "completed", counts: { accepted: 5, pending: 0 } });
    expect((await simulator.count({ accountSid: tenant.twilio.accountSid })).total).toBe(8);
  });

  test("ignores the quiet hours of the acting user", async () => {
    const tenant = await newTenant({ timeZone: "Europe/London" });
    const quietHours = { start: inLondon(-2), end: inLondon(2), timeZone: "Europe/London" };
    const preferences = await tenant.api.patch("/v1/users/agent-7/preferences", { quietHours });
    expect(preferences.body).toMatchObject({ quietHours });
    const made = await createBatch(tenant.api, { to: numbers("+447400", 2), body: "Hello", onBehalfOf: "agent-7" });
    expect(made.body).toMatchObject({ actingUserId: "agent-7" });
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({ status: "completed", counts: { accepted: 2 } });
  });
});
