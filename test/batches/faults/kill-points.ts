import { expect } from "vitest";
import type { OwnHub } from "../../support/hub/own-hub.ts";
import type { TapPoint, TappedTables } from "../../support/tables/tapped-tables.ts";
import { endOf } from "../batch-client.ts";
import { numbersFrom, sumOf } from "../numbers.ts";

/** A hub whose functions a test kills at chosen calls to the tables. */
type FaultyHub = OwnHub<TappedTables>;

const recipients = 20;
let seed = 0;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Creates a batch, kills its visit at the moment that `dies` chooses, waits for the batch's end and returns its counts and messages. */
const dyingBatch = async (faulty: FaultyHub, dies: (die: () => Promise<unknown>) => Promise<unknown>) => {
  const { kill, simulator, tenant } = faulty;
  const { accountSid } = tenant.twilio;
  const before = (await simulator.count({ accountSid })).total;
  const death = dies(() => kill("run-batch-ranges"));
  seed += recipients;
  const to = numbersFrom(seed, recipients);
  const { body } = await tenant.api.post("/v1/message-batches", { to, body: "Mortal" });
  await death;
  // The queue delivers the visit again after its visibility timeout, and the dead visit's leases end.
  const { status, counts } = await endOf(tenant.api, body.id);
  const sent = (await simulator.accepted({ accountSid }))
    .map((message) => message.to)
    .filter((one) => to.includes(one));
  return { status, counts, sent, total: (await simulator.count({ accountSid })).total - before };
};

type Ended = Awaited<ReturnType<typeof dyingBatch>>;

/** Each recipient has a final status, no recipient gets two messages, and the provider knows every accepted message. */
const expectNoneLostOrDoubled = ({ status, counts, sent, total }: Ended) => {
  expect(status).toBe("completed");
  expect(sumOf(counts)).toBe(recipients);
  expect(counts.accepted + counts.unknown).toBe(recipients);
  expect(new Set(sent).size).toBe(total);
  expect(counts.accepted).toBeLessThanOrEqual(total);
};

/** Kills a visit at the nth such call to the tables. */
export const expectDeathIsHarmless = async (faulty: FaultyHub, point: TapPoint, nth: number): Promise<void> =>
  expectNoneLostOrDoubled(await dyingBatch(faulty, (die) => faulty.proxy.at(point, nth, die)));

/** Kills a visit while the provider handles its requests. */
export const expectDeathInFlightIsHarmless = async (faulty: FaultyHub): Promise<void> => {
  const { simulator, tenant } = faulty;
  const match = { accountSid: tenant.twilio.accountSid };
  const { id } = await simulator.fault({ match, kind: "slow", delayMs: 1_000, times: 0 });
  const ended = await dyingBatch(faulty, async (die) => {
    const known = (await simulator.requests({ operation: "messages.create" })).length;
    while ((await simulator.requests({ operation: "messages.create" })).length === known) await pause(20);
    await die();
    await simulator.clearFaults({ id });
  });
  expectNoneLostOrDoubled(ended);
  expect(ended.counts.unknown + ended.counts.accepted).toBe(recipients);
};

export const afterClaim: TapPoint = { call: "PutItem", table: "Messages", when: "after" };
export const withAnswer: TapPoint = { call: "UpdateItem", table: "Messages", when: "before" };
export const afterCount: TapPoint = { call: "TransactWriteItems", table: "Batches", when: "after" };
