import { config } from "../kernel/config.ts";
import { personKey } from "../numbers/forms-of-number.ts";
import { numberHash } from "../numbers/number-hash.ts";

export const optOutsTable = (): string => config.table("optOuts");

/**
 * One partition holds all opt-outs of a number at one owner (a tenant, or its test data), so one query reads them. The key has the number's
 * keyed hash, so that every send still finds the opt-out after the number is erased.
 */
export const optOutPartition = async (owner: string, number: string): Promise<string> =>
  `${owner}#${await numberHash(owner, number)}`;

export const tenantWide = "tenant";
/**
 * The sort key of an opt-out from one sender: a number of the tenant, a Messaging Service (for which Twilio also keeps a list), or a
 * provider configuration, because SNS keeps one list for a whole account.
 */
export const senderKey = (sender: string): string => `sender#${personKey(sender)}`;
