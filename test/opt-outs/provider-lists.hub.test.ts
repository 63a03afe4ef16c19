import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { snsControl } from "@phonehub/simulators/sns/control";
import { beforeAll, describe, expect, test } from "vitest";
import {
  eventually,
  invoke,
  newBareTenant,
  newNumber,
  newTenant,
  running,
  simulator,
  tables,
} from "../support/hub/hub.ts";

const sns = snsControl(running.snsUrl);

type Tenant = Awaited<ReturnType<typeof newBareTenant>>;

/** Creates a verified SNS configuration for the tenant, with a role in its own account. */
const withSns = async (tenant: Tenant): Promise<{ id: string; roleArn: string }> => {
  const { body } = await tenant.api.post("/v1/provider-configs", { name: "SNS", provider: "sns" });
  const account = String(Math.floor(Math.random() * 1e12)).padStart(12, "0");
  const roleArn = `arn:aws:iam::${account}:role/phonehub-lists`;
  await sns.registerRole({ roleArn, externalId: body.externalId });
  const path = `/v1/provider-configs/${body.id}`;
  await tenant.api.put(`${path}/credentials`, { region: "us-east-1", roleArn });
  expect((await tenant.api.post(`${path}/test-connection`)).body.verified).toBe(true);
  return { id: body.id, roleArn };
};

/** Runs the reader as if an hour had passed. `cursor` is the position at which the last run stopped. */
const readLists = async ({ tenant, config }: { tenant: Tenant; config: { id: string } }, cursor?: string) => {
  await tables.send(
    new UpdateCommand({
      TableName: running.tables.providerConfigs,
      Key: { pk: tenant.id, sk: config.id },
      UpdateExpression: `SET optOutsReadAt = :longAgo${cursor === undefined ? "" : ", optOutsCursor = :cursor"}`,
      ExpressionAttributeValues: { ":longAgo": 0, ...(cursor === undefined ? {} : { ":cursor": cursor }) },
    }),
  );
  await invoke("follow-opt-out-lists");
};

const optOutsOf = async ({ api }: Tenant, number: string) =>
  (await api.get(`/v1/opt-outs?number=${number.slice(1)}`)).body.items;
const statusOfSend = async ({ api }: Tenant, to: string, more: object = {}) =>
  (await api.post("/v1/messages", { to, body: "x", ...more })).body.status;
/** The time of the hub's last read of this configuration's list. Lists of other tests do not change it. */
const listReadAt = async (tenant: Tenant, config: { id: string }): Promise<number> => {
  const Key = { pk: tenant.id, sk: config.id };
  const command = new GetCommand({ TableName: running.tables.providerConfigs, Key, ConsistentRead: true });
  return Number((await tables.send(command)).Item?.optOutsReadAt);
};
const pagesRead = async () => (await sns.requests({ operation: "sns.ListPhoneNumbersOptedOut" })).length;

describe("follow-opt-out-lists for SNS", () => {
  let tenant: Tenant;
  let config: { id: string; roleArn: string };
  beforeAll(async () => {
    tenant = await newBareTenant();
    config = await withSns(tenant);
  });

  test("records an opt-out by the tenant's role; sendMessage suppresses and previewMessage says why", async () => {
    const tenant = await newBareTenant();
    const config = await withSns(tenant);
    const number = newNumber();
    await sns.optOut(number);
    expect(await statusOfSend(tenant, number)).toBe("accepted");
    await invoke("follow-opt-out-lists");
    expect(await optOutsOf(tenant, number)).toMatchObject([
      { number, scope: { sender: config.id }, source: "provider", keyword: null },
    ]);
    expect(await statusOfSend(tenant, number)).toBe("suppressed");
    expect(await sns.accepted({ to: number })).toHaveLength(1);
    const previewed = await tenant.api.post("/v1/messages/preview", { to: number, body: "x" });
    expect(previewed.body).toMatchObject({ wouldSend: false, blocked: [{ code: "recipient_opted_out" }] });
    const createdEvents = () => tenant.api.get("/v1/events?type=opt_out.created");
    const events = await eventually(createdEvents, ({ body }) => body.items.length > 0);
    expect(events.body.items[0].data).toMatchObject({ source: "provider" });
  });

  test("reads a list of any length once an hour, page by page", async () => {
    const numbers = Array.from({ length: 230 }, newNumber);
    for (const number of numbers) await sns.optOut(number);
    await readLists({ tenant, config });
    const { readAt, before } = { readAt: await listReadAt(tenant, config), before: await pagesRead() };
    expect(readAt).toBeGreaterThan(0);
    await invoke("follow-opt-out-lists");
    expect(await listReadAt(tenant, config)).toBe(readAt);
    await readLists({ tenant, config });
    expect(await listReadAt(tenant, config)).toBeGreaterThan(readAt);
    expect(await pagesRead()).toBeGreaterThanOrEqual(before + 3);
    for (const number of [numbers[0], numbers[229]]) expect(await optOutsOf(tenant, number ?? "")).toHaveLength(1);
  });

  test("ends an opt-out that the list no longer holds, but none from another source", async () => {
    const [listed, asked] = [newNumber(), newNumber()];
    await sns.optOut(listed);
    await sns.optOut(asked);
    await tenant.api.put(`/v1/opt-outs/${asked}`, { scope: { sender: config.id } });
    await readLists({ tenant, config });
    await sns.optOut(listed, false);
    await sns.optOut(asked, false);
    await readLists({ tenant, config });
    expect(await optOutsOf(tenant, listed)).toEqual([]);
    expect(await optOutsOf(tenant, asked)).toMatchObject([{ source: "api" }]);
    expect(await statusOfSend(tenant, listed)).toBe("accepted");
  });

  test("continues a long list where the last run stopped, and ends no opt-out before the list's end", async () => {
    const numbers = Array.from({ length: 101 }, newNumber);
    for (const number of numbers) await sns.optOut(number);
    const number = newNumber();
    await sns.optOut(number);
    await readLists({ tenant, config });
    await sns.optOut(number, false);
    await readLists({ tenant, config }, Buffer.from("from 100").toString("base64"));
    expect(await optOutsOf(tenant, number)).toHaveLength(1);
    await readLists({ tenant, config });
    expect(await optOutsOf(tenant, number)).toEqual([]);
  });

  test("starts again at the beginning when SNS rejects the saved position", async () => {
    const number = newNumber();
    await sns.optOut(number);
    await readLists({ tenant, config }, "a place of long ago");
    expect(await optOutsOf(tenant, number)).toEqual([]);
    await readLists({ tenant, config });
    expect(await optOutsOf(tenant, number)).toHaveLength(1);
  });

  test("reads the list of a deactivated configuration too, because a pause stops only what goes out (invariant 21)", async () => {
    const own = await newBareTenant();
    const stopped = await withSns(own);
    await own.api.patch(`/v1/provider-configs/${stopped.id}`, { isActive: false });
    const number = newNumber();
    await sns.optOut(number);
    await readLists({ tenant: own, config: stopped });
    expect(await optOutsOf(own, number)).toMatchObject([{ source: "provider" }]);
  });

  test("ends no opt-out when the list is unreadable or belongs to another account", async () => {
    const number = newNumber();
    await sns.optOut(number);
    await readLists({ tenant, config });
    await sns.optOut(number, false);
    await sns.fault({
      match: { operation: "sns.ListPhoneNumbersOptedOut" },
      kind: "reject",
      code: "AuthorizationError",
      status: 403,
      message: "Not authorized to perform: SNS:ListPhoneNumbersOptedOut",
    });
    await readLists({ tenant, config });
    expect(await optOutsOf(tenant, number)).toHaveLength(1);
    expect(await statusOfSend(tenant, newNumber())).toBe("accepted");

    const keys = { region: "us-east-1", accessKeyId: `AKIA${"Y".repeat(16)}`, secretAccessKey: "s".repeat(40) };
    await tenant.api.put(`/v1/provider-configs/${config.id}/credentials`, keys);
    await tenant.api.post(`/v1/provider-configs/${config.id}/test-connection`);
    await readLists({ tenant, config });
    expect(await optOutsOf(tenant, number)).toHaveLength(1);
  });

  test("affects only messages through SNS, not those through the tenant's Twilio", async () => {
    const both = await newTenant();
    const second = await withSns(both);
    const number = newNumber();
    await sns.optOut(number);
    await readLists({ tenant: both, config: second });
    expect(await statusOfSend(both, number, { providerConfigId: second.id })).toBe("suppressed");
    expect(await statusOfSend(both, number)).not.toBe("suppressed");
  });

  test("keeps a throttled Twilio message from failing over to SNS after a STOP there", async () => {
    const both = await newTenant();
    const second = await withSns(both);
    await both.api.patch(`/v1/provider-configs/${both.config.id}`, { failoverConfigId: second.id });
    const number = newNumber();
    await sns.optOut(number);
    await readLists({ tenant: both, config: second });
    await simulator.fault({ match: { to: number }, kind: "throttle" });
    expect(await statusOfSend(both, number)).toBe("queued");
    expect(await sns.requests({ to: number })).toEqual([]);
  });

  test("does not store an erased number again, and still suppresses it (invariant 25)", async () => {
    const other = await newBareTenant();
    const its = await withSns(other);
    const number = newNumber();
    await sns.optOut(number);
    await readLists({ tenant: other, config: its });
    const { body: job } = await other.api.post("/v1/erasures", { number });
    const asked = () => other.api.get(`/v1/erasures/${job.id}`);
    expect((await eventually(asked, ({ body }) => body.status === "completed", 45_000)).body.status).toBe("completed");
    await readLists({ tenant: other, config: its });
    expect(await optOutsOf(other, number)).toEqual([]);
    expect(await statusOfSend(other, number)).toBe("suppressed");
  });
});
