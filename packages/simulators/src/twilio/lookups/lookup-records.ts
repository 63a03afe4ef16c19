import * as z from "zod";
import { packageNames } from "./packages.ts";

/** Overrides Lookup's data of one number: `{ phoneNumber, line_type_intelligence: { type: "landline" } }`. Other data stays. */
export const lookupRecord = z.strictObject({
  phoneNumber: z.string().regex(/^\+\d+$/),
  ...Object.fromEntries(packageNames.map((name) => [name, z.record(z.string(), z.unknown()).optional()])),
});

export type LookupRecord = { phoneNumber: string } & Partial<
  Record<(typeof packageNames)[number], Record<string, unknown>>
>;

export type LookupRecords = {
  set: (record: LookupRecord) => void;
  get: (e164: string) => LookupRecord | undefined;
  clear: () => void;
};

export function createLookupRecords(): LookupRecords {
  const records = new Map<string, LookupRecord>();
  return {
    set: (record) => void records.set(record.phoneNumber, { ...records.get(record.phoneNumber), ...record }),
    get: (e164) => records.get(e164),
    clear: () => records.clear(),
  };
}
