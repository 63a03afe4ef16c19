import officialTwilio from "twilio";
import { expect, test } from "vitest";
import type { ProviderName } from "../../../shared/providers/manifests.ts";
import { lackedProducts, requireInRegion } from "../../../shared/providers/regions.ts";
import { twilioAccount } from "../../../shared/providers/twilio/twilio-account.ts";
import { twilioRegionNames } from "../../../shared/providers/twilio/twilio-regions.ts";
import { apiVersion } from "../../../shared/providers/twilio/wire/sdk.ts";
import { twilioProducts } from "../../../shared/providers/twilio/wire/twilio-host.ts";
import { twilioTransport } from "../../../shared/providers/twilio/wire/twilio-transport.ts";
import { json, rawServer } from "../raw-server.ts";
import { credentials } from "./twilio-answers.ts";

const edges = { ie1: "dublin", au1: "sydney" };

/** Where Twilio's own client sends its requests, by the first label of their hosts. */
const officialOrigins = async (options: { region?: string; edge?: string }): Promise<Record<string, string>> => {
  const origins: Record<string, string> = {};
  const httpClient = {
    request: async ({ uri = "" }: { uri?: string }) => {
      const { origin, hostname } = new URL(uri);
      origins[hostname.split(".")[0] ?? ""] = origin;
      return { statusCode: 200, body: {}, headers: {} };
    },
  };
  const client = officialTwilio(credentials.accountSid, credentials.authToken, { ...options, httpClient } as object);
  await client.balance.fetch();
  await client.lookups.v2.phoneNumbers("+14155550123").fetch();
  await client.verify.v2.services(`VA${"0".repeat(32)}`).fetch();
  await client.messaging.v1.services(`MG${"0".repeat(32)}`).fetch();
  return origins;
};

test.each(twilioRegionNames)("twilioTransport() asks in %s the hosts that Twilio's own client asks", async (region) => {
  const official = await officialOrigins(region === "us1" ? {} : { region, edge: edges[region] });
  const { baseUrl } = twilioTransport({ ...credentials, region });
  expect(Object.fromEntries(twilioProducts.map((product) => [product, baseUrl(product)]))).toEqual(official);
});

test("twilioTransport() takes credentials without a region for us1's", () => {
  expect(twilioTransport(credentials).baseUrl("api")).toBe("https://api.twilio.com");
});

test.each(["https://api.twilio.com", "https://api.sydney.au1.twilio.com", "https://api.dublin.ie1.twilio.com.example"])(
  "twilioTransport() does not take ie1's credentials to %s",
  async (origin) => {
    const { request } = twilioTransport({ ...credentials, region: "ie1" });
    await expect(request("api", { uri: `${origin}/2010-04-01/Accounts.json` })).rejects.toThrow(/Not an address/);
  },
);

test("twilioTransport() tells a server that stands in for Twilio which host it meant", async () => {
  const server = await rawServer((_request, response) => json(response, 200, {}));
  const transport = twilioTransport({ ...credentials, region: "ie1" }, { baseUrl: server.url });
  await apiVersion(transport).fetch({ uri: "/Accounts.json", method: "get" });
  await transport.fetchBytes("messaging", `${server.url}/media`, 100);
  expect(server.received.map(({ headers }) => headers["x-forwarded-host"])).toEqual([
    "api.dublin.ie1.twilio.com",
    "messaging.dublin.ie1.twilio.com",
  ]);
});

test("twilioAccount() proves the token and the API key in the region of the credentials", async () => {
  const server = await rawServer((_request, response) => json(response, 200, { messages: [], status: "active" }));
  const key = { apiKeySid: `SK${"0".repeat(32)}`, apiKeySecret: "a-secret-that-opens-nothing" };
  await twilioAccount({ ...credentials, ...key, region: "au1" }, { baseUrl: server.url }).describe();
  const hosts = server.received.map(({ headers }) => headers["x-forwarded-host"]);
  expect(hosts).toEqual(Array.from({ length: 3 }, () => "api.sydney.au1.twilio.com"));
});

test.each<[ProviderName, string | null, string[]]>([
  ["twilio", "us1", []],
  ["twilio", "ie1", ["MMS", "WhatsApp", "Verify"]],
  ["twilio", "au1", ["Programmable Messaging", "MMS", "WhatsApp", "Lookup", "Verify"]],
  ["twilio", null, []],
  ["sns", "ie1", []],
])("lackedProducts() of %s in %s", (provider, region, names) => {
  expect(lackedProducts({ provider, region })).toEqual(names);
});

test("requireInRegion() names the product, the region and where the product is", () => {
  expect(() => requireInRegion({ provider: "twilio", region: "ie1" }, "sms")).not.toThrow();
  expect(() => requireInRegion({ provider: "twilio", region: "au1" }, "lookups")).toThrow(
    "Twilio has no Lookup in its region au1. Use a provider configuration with credentials of us1 or ie1.",
  );
});
