import { expect } from "vitest";
import type { OwnHub } from "../../support/hub/own-hub.ts";
import type { TapPoint, TappedTables } from "../../support/tables/tapped-tables.ts";
import { endOf } from "../batch-client.ts";
import { numbersFrom, sumOf } from "../numbers.ts";

/** A hub whose visits die. */
type FaultyHub = OwnHub<TappedTables>;

const recipients = 20;
let seed = 0;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Makes a batch, lets its visit die where `dies` says, and returns what became of everybody. */
const dyingBatch = async (faulty: FaultyHub, dies: (die: () => Promise<unknown>) => Promise<unknown>) => {
  const { kill, simulator, tenant } = faulty;
  const { accountSid } = tenant.twilio;
  const before = (await simulator.count({ accountSid })).total;
  const death = dies(() => kill("run-batch-ranges"));
  seed += recipients;
  const to = numbersFrom(seed, recipients);
  const { body } = await tenant.api.post("/v1/message-batches", { to, body: "Mortal" });
  await death;
  // The queue delivers the visit again after its visibility timeout, and the leases of the dead one end.
  const { status, counts } = await endOf(tenant.api, body.id);
  const sent = (await simulator.accepted({ accountSid }))
    .map((message) => message.to)
    .filter((one) => to.includes(one));
  return { status, counts, sent, total: (await simulator.count({ accountSid })).total - before };
};

type Ended = Awaited<ReturnType<typeof dyingBatch>>;

/** Each recipient has a final status, nobody gets two messages, and the provider knows every message that counts as accepted. */
const expectNobodyHarmed = ({ status, counts, sent, total }: Ended) => {
  expect(status).toBe("completed");
  expect(sumOf(counts)).toBe(recipients);
  expect(counts.accepted + counts.unknown).toBe(recipients);
  expect(new Set(sent).size).toBe(total);
  expect(counts.accepted).toBeLessThanOrEqual(total);
};

/** Lets a visit die at the nth such call to the tables. */
export const expectDeathHarmsNobody = async (faulty: FaultyHub, point: TapPoint, nth: number): Promise<void> =>
  expectNobodyHarmed(await dyingBatch(faulty, (die) => faulty.proxy.at(point, nth, die)));

/** Lets a visit die while the provider has its requests. */
export const expectDeathInFlightHarmsNobody = async (faulty: FaultyHub): Promise<void> => {
  const { simulator, tenant } = faulty;
  const match = { accountSid: tenant.twilio.accountSid };
  const { id } = await simulator.fault({ match, kind: "slow", delayMs: 1_000, times: 0 });
  const ended = await dyingBatch(faulty, async (die) => {
    const known = (await simulator.requests({ operation: "messages.create" })).length;
    while ((await simulator.requests({ operation: "messages.create" })).length === known) await pause(20);
    await die();
    await simulator.clearFaults({ id });
  });
  expectNobodyHarmed(ended);
  expect(ended.counts.unknown + ended.counts.accepted).toBe(recipients);
};

export const afterClaim: TapPoint = { call: "PutItem", table: "Messages", when: "after" };
export const withAnswer: TapPoint = { call: "UpdateItem", table: "Messages", when: "before" };
export const afterCount: TapPoint = { call: "TransactWriteItems", table: "Batches", when: "after" };
