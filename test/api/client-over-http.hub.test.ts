import { expect, test } from "vitest";
import { createPhoneHub } from "../../shared/api/client/client.ts";
import { eventually, newNumber, newTenant, running, simulator } from "../support/hub/hub.ts";

test("createPhoneHub() client normalises, looks up and sends, and sees the delivery", async () => {
  const tenant = await newTenant();
  const hub = createPhoneHub({ baseUrl: running.apiUrl, apiKey: tenant.apiKey });
  const number = newNumber();

  expect(await hub.normalize(number.slice(2))).toMatchObject({ number, isValid: true });

  const looked = await hub.lookup(number);
  expect(await hub.lookup(number)).toEqual({ ...looked, cached: true });
  expect(await simulator.requests({ operation: "lookups.fetch", to: number })).toHaveLength(1);

  const sent = await hub.sendSms(number, "Hello");
  const seen = await eventually(
    () => hub.getMessage({ params: { id: sent.id } }),
    ({ status }) => status === "delivered",
  );
  expect(seen).toMatchObject({ status: "delivered", to: number });
});

test("createPhoneHub() client throws the hub's problem", async () => {
  const tenant = await newTenant();
  const hub = createPhoneHub({ baseUrl: running.apiUrl, apiKey: tenant.apiKey });
  await expect(hub.getMessage({ params: { id: "msg_nobody" } })).rejects.toMatchObject({
    name: "PhoneHubError",
    status: 404,
    code: "not_found",
    problem: { title: "Not found" },
  });
  await expect(hub.lookup("+14155550123", { fields: [] })).resolves.toMatchObject({ isValid: true });
});
