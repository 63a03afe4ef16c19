import * as rules from "../api/rules.ts";
import { broken } from "../errors.ts";
import { senderName } from "./sender-name.ts";

/** A sender as every send names it. Throws invalid_request for what names none: an opt-out from it would never be found. */
export const requireSender = (typed: string, country: string | null | undefined): string => {
  const sender = senderName(typed, country);
  if (sender === null) throw broken(rules.knownSender);
  return sender;
};
