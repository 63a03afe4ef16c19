import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoAccount } from "../src/twilio/accounts/demo-account.ts";
import { type TwilioControl, twilioControl } from "../src/twilio/control-client.ts";
import { startTwilioSimulator, type TwilioSimulator } from "../src/twilio/start-twilio-simulator.ts";
import { newRecipient, officialClient, regionalClient, secondNumber } from "./official-client.ts";

const other = {
  accountSid: `AC${"a".repeat(32)}`,
  authToken: "first-token",
  secondaryAuthToken: "second-token",
  apiKeys: [{ sid: `SK${"b".repeat(32)}`, secret: "key-secret" }],
  phoneNumbers: [
    "+12025550100",
    { phoneNumber: "+12025550101", smsUrl: "https://old.example.com/sms" },
    "+12025550102",
  ],
};

let simulator: TwilioSimulator;
let control: TwilioControl;

beforeAll(async () => {
  simulator = await startTwilioSimulator({ accounts: [other] });
  control = twilioControl(simulator.url);
});
afterAll(() => simulator.close());

const as = (username: string, password: string) => officialClient(simulator.url, username, password, other.accountSid);

describe("Twilio simulator account", () => {
  test("returns account and balance for either auth token", async () => {
    for (const token of [other.authToken, other.secondaryAuthToken]) {
      const client = as(other.accountSid, token);
      const account = await client.api.v2010.accounts(other.accountSid).fetch();
      expect(account).toMatchObject({ sid: other.accountSid, status: "active", type: "Full" });
      expect(await client.balance.fetch()).toMatchObject({ balance: "42.00", currency: "USD" });
    }
  });

  test("lets an API key send and list, but not read the account", async () => {
    const client = as(`SK${"b".repeat(32)}`, "key-secret");
    expect(await client.messages.list()).toEqual([]);
    await expect(client.api.v2010.accounts(other.accountSid).fetch()).rejects.toMatchObject({ status: 401 });
  });

  test.each([
    ["a wrong token", other.accountSid, "wrong"],
    ["an empty token", other.accountSid, ""],
    ["an unknown account", `AC${"c".repeat(32)}`, other.authToken],
    ["a wrong key secret", `SK${"b".repeat(32)}`, "wrong"],
    ["another account's credentials", demoAccount.accountSid, demoAccount.authToken],
  ])("answers 20003 for %s", async (_what, username, password) => {
    const auth = Buffer.from(`${username}:${password}`).toString("base64");
    const response = await fetch(`${simulator.url}/2010-04-01/Accounts/${other.accountSid}.json`, {
      headers: { authorization: `Basic ${auth}` },
    });
    expect([response.status, await response.json()]).toMatchObject([401, { code: 20003, status: 401 }]);
  });

  test("applies a rotated token and a suspension at once", async () => {
    const account = { ...other, accountSid: `AC${"d".repeat(32)}`, apiKeys: [], phoneNumbers: [] };
    await control.addAccount(account);
    const client = officialClient(simulator.url, account.accountSid, "first-token", account.accountSid);
    await client.balance.fetch();
    await control.addAccount({ ...account, authToken: "third-token" });
    await expect(client.balance.fetch()).rejects.toMatchObject({ code: 20003 });
    await control.addAccount({ ...account, status: "suspended" });
    await expect(client.balance.fetch()).rejects.toMatchObject({ code: 20005 });
  });

  test("accepts credentials only in their own region", async () => {
    const account = { accountSid: `AC${"e".repeat(32)}`, authToken: "irish-token", region: "ie1" } as const;
    await control.addAccount(account);
    const credentials = [account.accountSid, account.authToken] as const;
    const ireland = { region: "ie1", edge: "dublin" };
    expect(await regionalClient(simulator.url, ireland, credentials).messages.list()).toEqual([]);
    for (const client of [
      regionalClient(simulator.url, { region: "au1", edge: "sydney" }, credentials),
      officialClient(simulator.url, ...credentials, account.accountSid),
      regionalClient(simulator.url, ireland, [demoAccount.accountSid, demoAccount.authToken]),
    ])
      await expect(client.messages.list()).rejects.toMatchObject({ status: 401, code: 20003 });
  });

  test("does not store the Authorization header in the journal", async () => {
    await as(other.accountSid, other.authToken).messages.list({ to: newRecipient() });
    const requests = await control.requests({ operation: "messages.list" });
    expect(requests.at(-1)).toMatchObject({ method: "GET", outcome: 200 });
    expect(JSON.stringify(requests)).not.toContain("Basic ");
  });
});

describe("Twilio simulator phone numbers", () => {
  test("list in pages, and filter by number or part of it", async () => {
    const client = as(other.accountSid, other.authToken);
    const all = await client.incomingPhoneNumbers.list({ pageSize: 2 });
    expect(all.map((number) => number.phoneNumber)).toEqual(["+12025550100", "+12025550101", "+12025550102"]);
    expect(await client.incomingPhoneNumbers.list({ phoneNumber: "+12025550102" })).toHaveLength(1);
    expect(await client.incomingPhoneNumbers.list({ phoneNumber: "20255501**" })).toHaveLength(3);
    expect(await client.incomingPhoneNumbers.list({ phoneNumber: "+12025550199" })).toHaveLength(0);
  });

  test("set, keep and clear webhooks", async () => {
    const client = officialClient(simulator.url);
    const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: secondNumber });
    const sid = number?.sid ?? "";
    expect(number).toMatchObject({ smsUrl: null, smsMethod: "POST", capabilities: { sms: true, mms: true } });
    await client.incomingPhoneNumbers(sid).update({ smsUrl: "https://hub.example.com/in", smsMethod: "GET" });
    const changed = await client.incomingPhoneNumbers(sid).fetch();
    expect(changed).toMatchObject({ smsUrl: "https://hub.example.com/in", smsMethod: "GET", voiceUrl: null });
    expect((await client.incomingPhoneNumbers(sid).update({ smsUrl: "", smsMethod: "POST" })).smsUrl).toBe("");
    const wrong = client.incomingPhoneNumbers(sid).update({ smsUrl: "nowhere" });
    await expect(wrong).rejects.toMatchObject({ code: 21502 });
  });

  test("answer 404 for another account's number", async () => {
    const [foreign] = await officialClient(simulator.url).incomingPhoneNumbers.list();
    const client = as(other.accountSid, other.authToken);
    const fetched = client.incomingPhoneNumbers(foreign?.sid ?? "").fetch();
    await expect(fetched).rejects.toMatchObject({ status: 404, code: 20404 });
  });
});
