import type { Readable } from "node:stream";
import { listEntries, type Reading } from "../../shared/batches/lists/list-entries.ts";
import { normalize } from "../../shared/numbers/normalize.ts";

export interface ReadContact {
  line: number;
  /** The number in E.164, or the reason why the hub cannot read it. */
  number: string;
  variables: Readonly<Record<string, string>>;
}

/** Reads a list as a batch does. Throws UnreadableList. */
export const readContacts = async (file: Readable, reading: Omit<Reading, "format">): Promise<ReadContact[]> => {
  const contacts: ReadContact[] = [];
  for await (const entries of listEntries(file, { format: "csv", ...reading }))
    for (const entry of entries) {
      const { line } = entry;
      if ("reason" in entry) contacts.push({ line, number: entry.reason, variables: {} });
      else {
        const { number, reason } = normalize(entry.to, reading.country);
        contacts.push({ line, number: number ?? String(reason), variables: entry.variables });
      }
    }
  return contacts;
};
