import { randomInt } from "node:crypto";
import { twilioControl } from "@phonehub/simulators/twilio/control";
import { inject, test } from "vitest";
import { ask, type HttpAnswer } from "./http-answer.ts";
import { type Capability, capabilitiesOf, parseTarget } from "./target.ts";

/** The hub under test: the one that the test run started, or the one that PHONEHUB_TARGET names. */
const target = parseTarget(inject("target"));
const capabilities = capabilitiesOf(target);

/** A test for targets with all these capabilities. For other targets vitest lists it as skipped, with the missing ones. */
export const testWith = (...needs: Capability[]) => {
  const missing = needs.filter((need) => !capabilities[need]);
  return (name: string, run: () => Promise<void>, milliseconds?: number) =>
    test.skipIf(missing.length > 0)(
      missing.length > 0 ? `${name} [no ${missing.join(", ")}]` : name,
      run,
      milliseconds,
    );
};

/** Shows what reached the provider. Only for tests that require `simulator`. */
export const simulator = twilioControl(target.twilioSimulatorUrl ?? "http://127.0.0.1:1");
export const hasSimulator = capabilities.simulator;

const { address } = target;

/** Posts a form to one of the hub's public URLs. */
export const postForm = (url: string, form: Record<string, string>, headers: Record<string, string>) =>
  ask({
    ...{ method: "POST", url, address, body: String(new URLSearchParams(form)) },
    headers: { "content-type": "application/x-www-form-urlencoded; charset=UTF-8", ...headers },
  });

/** A client of the API with this credential. */
export const api = (credential?: string) => {
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    ask({
      ...{ method, address, url: `${target.apiUrl}${path}` },
      headers: {
        ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  return {
    get: (path: string) => call("GET", path),
    post: (path: string, body?: unknown, headers?: Record<string, string>) => call("POST", path, body, headers),
    put: (path: string, body: unknown) => call("PUT", path, body),
    patch: (path: string, body: unknown) => call("PATCH", path, body),
    del: (path: string) => call("DELETE", path),
  };
};

export const tenant = api(target.apiKey);
export const secondTenant = api(target.secondTenantApiKey);
export const admin = api(target.platformAdminKey);

/** A client of the API for a new user of the tenant without permissions. */
export const asUser = async (): Promise<ReturnType<typeof api>> => {
  const { userToken, issuer, tenantId } = target;
  if (userToken !== undefined) return api(userToken);
  const user = `user-${randomInt(1_000_000_000)}`;
  const answer = await ask({
    method: "POST",
    url: `${issuer}/token`,
    body: JSON.stringify({ tenant: tenantId, user }),
  });
  return api(answer.body.access_token);
};

/** A recipient: with a simulator a random number, so that no other test uses it; else the target's real phone. */
export const newRecipient = (): string =>
  hasSimulator
    ? `+1${[201, 312, 415, 646, 702][randomInt(5)]}${randomInt(2_000_000, 9_999_999)}`
    : (target.recipient ?? "");

interface SendingConfig {
  id: string;
  fromNumbers: string[];
  webhookUrls: { inbound: string; status: string };
}

/** The configuration that sends the tenant's messages. */
export const defaultConfig = async (): Promise<SendingConfig> => {
  const { body } = await tenant.get("/v1/provider-configs?view=full");
  return body.items.find((config: { isDefault: boolean }) => config.isDefault);
};

/** Asks until the answer fits, and returns it. When time is up, returns the last answer. */
export const eventually = async <Value>(
  question: () => Promise<Value>,
  fits: (value: Value) => boolean,
  milliseconds = 20_000,
): Promise<Value> => {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await question();
    if (fits(value) || Date.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

/** Waits until the message's status is final. Returns the message with its history. */
export const settled = async (id: string, milliseconds?: number): Promise<HttpAnswer["body"]> =>
  eventually(
    async () => (await tenant.get(`/v1/messages/${id}?view=full`)).body,
    ({ isFinal }) => isFinal,
    milliseconds,
  );
