import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { allowing, onlyAllowing } from "../support/channels.ts";
import { api, hub, newBareTenant, newNumber, running, tables } from "../support/hub/hub.ts";
import { endOf, jobsAt } from "../support/hub/jobs.ts";
import { rowsHolding } from "../support/tables/table-scan.ts";

const { erase } = jobsAt(hub);

let tenant: { id: string; api: Api };
let inTest: Api;
beforeAll(async () => {
  tenant = await newBareTenant();
  const permissions = ["manage_tenant"];
  inTest = api((await tenant.api.post("/v1/api-keys", { name: "t", mode: "test", permissions })).body.secret);
});

const of = (user: string) => `/v1/users/${user}/preferences`;

describe("createErasure (invariant 25)", () => {
  test("deletes the preferences with the number, live and test, and no others", async () => {
    const [number, other] = [newNumber(), newNumber()];
    await tenant.api.patch(of("ana"), { number, ...allowing("sms") });
    await tenant.api.patch(of("ben"), { number });
    await inTest.patch(of("ana"), { number, ...allowing("sms") });
    await tenant.api.patch(of("eve"), { number });
    await tenant.api.patch(of("eve"), { number: other, ...allowing("sms") });
    expect(await rowsHolding(hub, number)).toHaveLength(3);
    expect(await erase(tenant, number)).toMatchObject({ status: "completed", counts: { preferences: 3 } });
    expect(await rowsHolding(hub, number)).toEqual([]);
    expect((await tenant.api.get(of("ana"))).body).toMatchObject({ number: null, ...onlyAllowing() });
    expect((await inTest.get(of("ana"))).body).toMatchObject({ number: null, ...onlyAllowing() });
    expect((await tenant.api.get(of("eve"))).body).toMatchObject({ number: other, ...allowing("sms") });
  });
});

test("createExport includes the preferences with the number", async () => {
  const number = newNumber();
  await tenant.api.patch(of("fay"), { number, locale: "es" });
  const { body } = await tenant.api.post("/v1/exports", { number });
  const { downloadUrl } = await endOf(tenant.api, `/v1/exports/${body.id}`);
  const document = await (await fetch(downloadUrl)).json();
  expect(document).toMatchObject({ preferences: [{ mode: "live", userId: "fay", number, locale: "es" }] });
});

test("updatePreferences keeps only rows with a number in the index of numbers", async () => {
  await tenant.api.patch(of("gil"), { number: newNumber() });
  await tenant.api.patch(of("gil"), { number: null });
  const Key = { pk: `${tenant.id}#gil` };
  const { Item } = await tables.send(new GetCommand({ TableName: running.tables.preferences, Key }));
  expect(Item).toMatchObject({ userId: "gil", number: null });
  expect(Item).not.toHaveProperty("numberKey");
});
