import { inject } from "vitest";
import { connectTo } from "./hub-connection.ts";

export { eventually, newNumber, type TestTenant, type TwilioAccount } from "./hub-connection.ts";

/** The hub that all tests of a run share: the synthesised template, served on loopback with short waits. */
export const hub = connectTo(inject("hub"));

export const {
  running,
  simulator,
  tables,
  api,
  admin,
  newTwilioAccount,
  newBareTenant,
  newTenant,
  newQuietTenant,
  tokenFor,
} = hub;
export const { invoke, restart } = hub;
