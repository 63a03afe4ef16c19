import { config } from "../config.ts";

export const optOutsTable = (): string => config.table("optOuts");

/** All of one number's opt-outs at one owner (a tenant, or its test data) lie together: one query tells them all. */
export const optOutPartition = (owner: string, number: string): string => `${owner}#${number}`;

export const tenantWide = "tenant";
/** An opt-out from one sender: a number of ours, or a Messaging Service (Twilio keeps its own list the same way). */
export const fromSender = (sender: string): string => `sender#${sender}`;
