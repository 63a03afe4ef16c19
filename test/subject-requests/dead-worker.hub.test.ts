import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { eventually, newNumber } from "../support/hub/hub-connection.ts";
import { jobsAt } from "../support/hub/jobs.ts";
import { mortalHub } from "../support/hub/mortal-hub.ts";
import { rowsHolding } from "../support/tables/table-scan.ts";

const hub = await mortalHub();
const { kill, simulator } = hub;
const tenant = await hub.newTenant();
const { age } = jobsAt(hub);

const blankings = { operation: "messages.update", accountSid: tenant.twilio.accountSid } as const;

describe("createErasure", () => {
  test("continues after an eraser died midway (invariant 26)", async () => {
    const number = newNumber();
    const receive = (at: number) =>
      simulator.inbound({ from: number, to: tenant.twilio.number, body: `private ${at}` });
    await Promise.all([...Array(25).keys()].map(receive));
    const fault = await simulator.fault({ match: blankings, kind: "slow", delayMs: 1_000, times: 0 });
    const { id } = (await tenant.api.post("/v1/erasures", { number })).body;
    await eventually(
      () => simulator.requests(blankings),
      ({ length }) => length > 0,
    );
    await kill("erase-messages");
    await simulator.clearFaults({ id: fault.id });
    expect((await rowsHolding(hub, number)).length).toBeGreaterThan(25);
    await age(tenant.id, id);
    // The queue delivers the eraser's task again.
    const ended = await eventually(
      async () => (await tenant.api.get(`/v1/erasures/${id}`)).body,
      (job) => job.status === "completed",
    );
    expect(ended).toMatchObject({ status: "completed", counts: { messages: 25 } });
    expect(await rowsHolding(hub, number)).toEqual([]);
  });

  test("fails when an eraser fails five times, because the erasers' queues share the jobs' dead-letter queue (invariant 5)", async () => {
    const { id } = (await tenant.api.post("/v1/erasures", { number: newNumber() })).body;
    await hub.tables.send(
      new UpdateCommand({
        TableName: hub.running.tables.jobs,
        Key: { pk: tenant.id, sk: id },
        // The eraser of messages cannot read this as a number.
        UpdateExpression: "SET #number = :unreadable",
        ExpressionAttributeNames: { "#number": "number" },
        ExpressionAttributeValues: { ":unreadable": 7 },
      }),
    );
    const ended = await eventually(
      async () => (await tenant.api.get(`/v1/erasures/${id}`)).body,
      (job) => job.status === "failed",
      50_000,
    );
    expect(ended.failure).toContain("failed again and again");
  });
});
