import { afterAll, describe, expect, test } from "vitest";
import { startOwnHub } from "../support/own-hub.ts";
import { mortalWaits } from "../support/short-waits.ts";
import { startTappedTables, type TapPoint } from "../support/tapped-tables.ts";
import { endOf } from "./batch-client.ts";
import { numbersFrom, sumOf } from "./numbers.ts";

const faulty = await startOwnHub(startTappedTables, mortalWaits);
afterAll(() => faulty.close());

const recipients = 20;
let seed = 0;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Makes a batch, lets its visit die where `dies` says, and returns what became of everybody. */
const dyingBatch = async (dies: (die: () => Promise<unknown>) => Promise<unknown>) => {
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

/** Nobody lost, nobody twice, and nobody called accepted whom the provider does not know. */
const expectNobodyHarmed = ({ status, counts, sent, total }: Ended) => {
  expect(status).toBe("completed");
  expect(sumOf(counts)).toBe(recipients);
  expect(counts.accepted + counts.unknown).toBe(recipients);
  expect(new Set(sent).size).toBe(total);
  expect(counts.accepted).toBeLessThanOrEqual(total);
};

const points: [string, TapPoint, number][] = [
  ["before a claim is written", { call: "PutItem", table: "Messages", when: "before" }, 5],
  ["after a claim is written, and before a byte is sent", { call: "PutItem", table: "Messages", when: "after" }, 5],
  [
    "with the provider's answer, and nothing of it written",
    { call: "UpdateItem", table: "Messages", when: "before" },
    3,
  ],
  ["after an answer is written", { call: "UpdateItem", table: "Messages", when: "after" }, 3],
  ["before the range is counted", { call: "TransactWriteItems", table: "Batches", when: "before" }, 1],
  [
    "after the range is counted, before its queue message is acknowledged",
    { call: "TransactWriteItems", table: "Batches", when: "after" },
    1,
  ],
];

describe("a visit that dies loses nobody and sends to nobody twice (invariants 1, 2 and 26)", () => {
  test.each(points)(
    "%s",
    async (_, point, nth) => {
      expectNobodyHarmed(await dyingBatch((die) => faulty.proxy.at(point, nth, die)));
    },
    90_000,
  );

  test("while the provider has its requests", async () => {
    const { simulator, tenant } = faulty;
    const match = { accountSid: tenant.twilio.accountSid };
    const { id } = await simulator.fault({ match, kind: "slow", delayMs: 1_000, times: 0 });
    const ended = await dyingBatch(async (die) => {
      const known = (await simulator.requests({ operation: "messages.create" })).length;
      while ((await simulator.requests({ operation: "messages.create" })).length === known) await pause(20);
      await die();
      await simulator.clearFaults({ id });
    });
    expectNobodyHarmed(ended);
    expect(ended.counts.unknown + ended.counts.accepted).toBe(recipients);
  }, 90_000);
});
