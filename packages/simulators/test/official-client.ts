import twilio from "twilio";
import RequestClient from "twilio/lib/base/RequestClient.js";
import { demoAccount } from "../src/twilio/accounts/demo-account.ts";

/** Twilio's complete SDK, with a simulator as its host. */
export function officialClient(
  url: string,
  username = demoAccount.accountSid,
  password = demoAccount.authToken,
  accountSid = demoAccount.accountSid,
) {
  const client = twilio(username, password, { accountSid });
  client.api.baseUrl = url;
  client.lookups.baseUrl = url;
  client.verify.baseUrl = url;
  client.messaging.baseUrl = url;
  return client;
}

/** The same, of a region: it builds the hosts of that region, and the simulator learns them from X-Forwarded-Host. */
export function regionalClient(
  url: string,
  region: { region: string; edge: string },
  [accountSid, authToken]: readonly [string, string],
) {
  const [httpClient, direct] = [new RequestClient(), new RequestClient()];
  httpClient.request = <Data>(options: RequestClient.RequestOptions<Data>) => {
    const { host, pathname, search } = new URL(options.uri);
    const headers = { ...options.headers, "X-Forwarded-Host": host };
    return direct.request<Data>({ ...options, uri: `${url}${pathname}${search}`, headers });
  };
  return twilio(accountSid, authToken, { ...region, httpClient });
}

export const [from, secondNumber] = demoAccount.phoneNumbers as [string, string];
export const service = demoAccount.messagingServices[0]?.sid ?? "";
export const verifyService = demoAccount.verifyServices[0]?.sid ?? "";

let next = 1000;

/** A number that no other test uses, so that the faults and messages of tests do not mix. */
export function newRecipient(): string {
  next += 1;
  return `+1415556${next}`;
}
