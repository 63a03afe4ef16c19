import type { Incoming } from "../../wire/incoming.ts";
import { TwilioError } from "../twilio-error.ts";
import type { Account } from "./account.ts";
import type { AccountStore } from "./account-store.ts";
import { regionOf } from "./region.ts";

export type Caller = { account: Account; withApiKey: boolean };

/** Checks HTTP basic authentication, in the region of the credentials: an account SID with one of its auth tokens, or an API key's SID with its secret. */
export function authenticate(accounts: AccountStore, incoming: Incoming): Caller {
  const caller = callerOf(accounts, credentialsIn(incoming.headers.authorization));
  if (caller === undefined || caller.account.region !== regionOf(incoming)) throw unauthenticated();
  if (caller.account.status !== "active") {
    throw new TwilioError(20005, `Account ${caller.account.accountSid} is not active`, 401);
  }
  return caller;
}

export function unauthenticated(): TwilioError {
  return new TwilioError(20003, "Authenticate", 401);
}

function callerOf(accounts: AccountStore, { username, password }: Credentials): Caller | undefined {
  const key = accounts.byApiKey(username);
  if (key) return key.secret === password ? { account: key.account, withApiKey: true } : undefined;
  const account = accounts.get(username);
  if (account === undefined) return undefined;
  const accepted = [account.authToken, account.secondaryAuthToken];
  return accepted.includes(password) ? { account, withApiKey: false } : undefined;
}

type Credentials = { username: string; password: string };

function credentialsIn(authorization = ""): Credentials {
  const [scheme = "", encoded = ""] = authorization.split(" ");
  if (scheme.toLowerCase() !== "basic") return { username: "", password: "" };
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
