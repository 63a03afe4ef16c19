import { config } from "../kernel/config.ts";
import type { Caller } from "./caller.ts";

/** Whether what this caller sends goes to no phone: test data, and all that a hub beside a simulated Twilio sends. */
export const takesFictional = ({ mode }: Pick<Caller, "mode">): boolean =>
  mode === "test" || config.twilioBaseUrl() !== undefined;
