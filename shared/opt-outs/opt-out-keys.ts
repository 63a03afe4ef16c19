import { config } from "../kernel/config.ts";
import { personKey } from "../numbers/forms-of-number.ts";
import { numberHash } from "../numbers/number-hash.ts";

export const optOutsTable = (): string => config.table("optOuts");

/**
 * All of one number's opt-outs at one owner (a tenant, or its test data) lie together: one query tells them all. The key names the
 * number by its keyed hash, so that erasing the number leaves the opt-out where every send looks for it.
 */
export const optOutPartition = async (owner: string, number: string): Promise<string> =>
  `${owner}#${await numberHash(owner, number)}`;

export const tenantWide = "tenant";
/**
 * An opt-out from one sender: a number of ours, a Messaging Service (Twilio keeps its own list the same way), or a provider
 * configuration, for SNS keeps one list for all that an account sends.
 */
export const fromSender = (sender: string): string => `sender#${personKey(sender)}`;
