import { afterAll, expect, test } from "vitest";
import { createBatch, getBatch, randomSeed } from "../batches/batch-client.ts";
import { batchWorld } from "../batches/batch-world.ts";
import { numbersFrom } from "../batches/numbers.ts";
import { eventually } from "../support/hub/hub-connection.ts";
import { noProxy, startOwnHub } from "../support/hub/own-hub.ts";

/** A hub with the waits of a deployed one: functions cache pauses for ten seconds, and the sweeper runs once a minute. */
const own = await startOwnHub(noProxy);
afterAll(() => own.close());

const { countOf, paced, sentOf, untilSent } = batchWorld(own);
const recipients = 2_000;
const minute = 60_000;

test("setSendingPause stops a batch of 2,000 within 30 s, and loses and doubles no recipient (invariants 2, 3, 21)", async () => {
  const tenant = await paced(50);
  const { id } = (await createBatch(tenant.api, { to: numbersFrom(randomSeed(), recipients), body: "Hello" })).body;
  await untilSent(tenant, 200);
  const { body: set } = await tenant.api.put("/v1/sending-pauses", { reason: "An incident" });
  await new Promise((resolve) => setTimeout(resolve, 30_000));
  const sent = await sentOf(tenant);
  expect(sent).toBeLessThan(recipients);
  // The sweeper runs meanwhile, and leaves the held batch as it is.
  await new Promise((resolve) => setTimeout(resolve, 1.5 * minute));
  expect(await sentOf(tenant)).toBe(sent);
  expect(await getBatch(tenant.api, id)).toMatchObject({ status: "running", pausedBy: { pauseId: set.id } });
  await tenant.api.del(`/v1/sending-pauses/${set.id}`);
  const done = await eventually(
    () => getBatch(tenant.api, id),
    ({ status }) => status === "completed",
    6 * minute,
  );
  // On a busy machine some of the provider's answers come too late, and those messages end as unknown.
  const { accepted, unknown } = done.counts;
  expect(done).toMatchObject({ status: "completed", pausedBy: null, counts: { failed: 0, expired: 0, pending: 0 } });
  expect(accepted + unknown).toBe(recipients);
  const taken = await countOf(tenant);
  expect(taken.recipients).toBe(taken.total);
  expect(taken.total).toBeGreaterThanOrEqual(accepted);
});
