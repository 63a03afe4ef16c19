import { randomUUID } from "node:crypto";
import { describe, expect } from "vitest";
import { channels } from "../../shared/api/channels.ts";
import { allowing, onlyAllowing } from "../support/channels.ts";
import { asUser, newRecipient, simulator, tenant, testWith } from "./support/hub.ts";

describe("getPreferences and updatePreferences", () => {
  testWith("userToken")("let a user read and change only their own", async () => {
    const user = await asUser();
    const quietHours = { start: "22:00", end: "07:00", timeZone: "Europe/Berlin" };
    const changed = await user.patch("/v1/users/me/preferences", { ...allowing("sms"), quietHours });
    expect(changed).toMatchObject({ status: 200, body: { ...onlyAllowing("sms"), quietHours } });
    expect((await user.get("/v1/users/me/preferences")).body).toEqual(changed.body);
    expect((await user.get("/v1/users/somebody-else/preferences")).status).toBe(403);
    expect((await user.patch("/v1/users/somebody-else/preferences", allowing("sms"))).status).toBe(403);
  });
});

describe("notifyUser", () => {
  const newUser = async (preferences: object) => {
    const [userId, number] = [`e2e-${randomUUID()}`, newRecipient()];
    const set = await tenant.patch(`/v1/users/${userId}/preferences`, { number, ...preferences });
    expect(set.status).toBe(200);
    return { userId, number };
  };

  testWith("simulator")("sends on the channels that the user allows, and gives the reason for the others", async () => {
    const { userId, number } = await newUser(allowing("sms"));
    const { status, body } = await tenant.post("/v1/notifications", { userId, message: "Your parcel is here" });
    expect(status).toBe(201);
    expect(body.results).toEqual(
      channels.map((channel) =>
        channel === "sms"
          ? { channel, messageId: expect.any(String), reason: null }
          : { channel, messageId: null, reason: "not_enabled" },
      ),
    );
    expect((await tenant.get(`/v1/notifications/${body.id}`)).body).toEqual(body);
    expect(await simulator.accepted({ to: number })).toMatchObject([{ body: "Your parcel is here" }]);
  });

  testWith("simulator")("sends nothing to a user who allowed nothing", async () => {
    const { userId, number } = await newUser({});
    const { body } = await tenant.post("/v1/notifications", { userId, message: "unwanted" });
    expect(body.results.map(({ reason }: { reason: string }) => reason)).toEqual(channels.map(() => "not_enabled"));
    expect(await simulator.requests({ to: number })).toEqual([]);
  });
});
