import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { TwilioFaultInput } from "@phonehub/simulators/twilio/faults";
import { beforeAll, describe, expect, test } from "vitest";
import {
  eventually,
  invoke,
  newNumber,
  newTenant,
  running,
  simulator,
  type TestTenant,
  tables,
} from "../../support/hub/hub.ts";
import { shortFunctionWaits } from "../../support/hub/short-waits.ts";
import { makeDue } from "../waiting/make-due.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

type Without<F> = F extends unknown ? Omit<F, "match"> : never;
type Fault = Without<TwilioFaultInput>;

const message = async (id: string) => (await tenant.api.get(`/v1/messages/${id}?view=full`)).body;

describe("sendMessage with a provider fault (invariant 1)", () => {
  const cases: [string, Fault, string, number][] = [
    ["a refusal is definite", { kind: "reject", status: 400, code: 21211, message: "Invalid To" }, "failed", 0],
    ["500 before accepting", { kind: "error-before" }, "unknown", 0],
    ["500 after accepting", { kind: "error-after" }, "unknown", 1],
    ["a lost response", { kind: "lost-response" }, "unknown", 1],
    ["a reset before accepting", { kind: "reset-before" }, "unknown", 0],
    ["an answer that is no JSON", { kind: "unreadable", form: "html" }, "unknown", 1],
    ["half an answer", { kind: "unreadable", form: "truncated" }, "unknown", 1],
    [
      "silence for longer than a provider call may take",
      { kind: "slow", delayMs: shortFunctionWaits.providerCall + 1_500 },
      "unknown",
      1,
    ],
  ];
  test.concurrent.each(cases)(
    "records the true outcome and calls the provider once: %s",
    async (_name, fault, status, accepted) => {
      const to = newNumber();
      await simulator.fault({ match: { to }, kind: "no-callbacks" });
      await simulator.fault({ ...fault, match: { to } } as TwilioFaultInput);
      const answer = await tenant.api.post("/v1/messages", { to, body: "fault" });
      expect(answer.status).toBe(201);
      expect(answer.body.status).toBe(status);
      expect(
        await eventually(
          () => simulator.accepted({ to }),
          (list) => list.length >= accepted,
          3_000,
        ),
      ).toHaveLength(accepted);
      expect(await simulator.requests({ to, operation: "messages.create" })).toHaveLength(1);
    },
  );

  test("queues a throttled message and sends it once", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "throttle", times: 2, retryAfterSeconds: 1 });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "later" });
    expect(body.status).toBe("queued");
    const delivered = await eventually(
      () => message(body.id),
      ({ isFinal }) => isFinal,
      20_000,
    );
    expect(delivered.status).toBe("delivered");
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("resolves a lost answer by the status callback, whose URL names the message", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "lost-response" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "lost" });
    const delivered = await eventually(
      () => message(body.id),
      ({ isFinal }) => isFinal,
    );
    expect(delivered.status).toBe("delivered");
    const [accepted] = await simulator.accepted({ to });
    expect(delivered.providerMessageId).toBe(accepted?.sid);
  });

  test("resolves a lost answer without callbacks by listing, and sends nothing again", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    await simulator.fault({ match: { to }, kind: "lost-response" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "to be adopted" });
    expect(body.status).toBe("unknown");
    // A message that young may belong to another send that is still under way, so it is adopted only after some time.
    await new Promise((resolve) => setTimeout(resolve, shortFunctionWaits.adoption + 500));
    await makeDue(tenant, body.id);
    await invoke("sweep-messages");
    const adopted = await message(body.id);
    expect(["accepted", "sent", "delivered"]).toContain(adopted.status);
    expect(adopted.providerMessageId).toBe((await simulator.accepted({ to }))[0]?.sid);
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("keeps a message unknown when the provider does not have it", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "error-before" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "nowhere" });
    await makeDue(tenant, body.id);
    await invoke("sweep-messages");
    expect((await message(body.id)).status).toBe("unknown");
    expect(await simulator.accepted({ to })).toEqual([]);
  });

  test("marks a message unknown when its lease ends, and does not send it again", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "error-before" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "died" });
    await tables.send(
      new UpdateCommand({
        TableName: running.tables.messages,
        Key: { pk: `${tenant.id}#${body.id}` },
        UpdateExpression: "SET #status = :sending, statusRank = :rank, leaseUntil = :past, checkAt = :past",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":sending": "sending", ":rank": 30, ":past": Date.now() - 1000 },
      }),
    );
    await invoke("sweep-messages");
    expect((await message(body.id)).status).toBe("unknown");
    expect(await simulator.requests({ to, operation: "messages.create" })).toHaveLength(1);
  });

  test("asks the provider about a message that has no final status after a day", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "silent" });
    expect(body.status).toBe("accepted");
    await eventually(
      () => simulator.accepted({ to }),
      ([one]) => one?.status === "delivered",
    );
    await makeDue(tenant, body.id);
    await invoke("sweep-messages");
    expect(await message(body.id)).toMatchObject({ status: "delivered", isFinal: true });
  });

  test("fails the message and names the reason when Twilio refuses the credentials", async () => {
    const other = await newTenant();
    await simulator.addAccount({ accountSid: other.twilio.accountSid, authToken: "f".repeat(32), phoneNumbers: [] });
    const { body } = await other.api.post("/v1/messages", { to: newNumber(), body: "x" });
    expect(body).toMatchObject({ status: "failed", error: { code: "credentials_rejected", providerCode: "20003" } });
  });
});
