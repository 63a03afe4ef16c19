import { createReadStream, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contactFiles, refusedFiles } from "./contact-files.ts";
import { readContacts } from "./read-contacts.ts";

const folder = "test/csv/contact-files";

describe("listEntries() with a file that a program wrote", () => {
  test.each(contactFiles)("reads $file", async ({ file, country, columns, read }) => {
    const contacts = await readContacts(createReadStream(`${folder}/${file}`), { country, columns });
    expect(contacts.map(({ line, number }) => [line, number])).toEqual(read.map(([line, number]) => [line, number]));
    for (const [at, [, , variables = {}]] of read.entries()) expect(contacts[at]?.variables).toMatchObject(variables);
  });

  test.each(refusedFiles)("refuses $file and says why", async ({ file, columns, because }) => {
    const reading = readContacts(createReadStream(`${folder}/${file}`), { country: "US", columns });
    await expect(reading).rejects.toThrow(because);
  });

  test("has an expectation for each file of contact-files", () => {
    const expected = new Set([...contactFiles, ...refusedFiles].map(({ file }) => file));
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.includes("/"));
    expect([...expected].sort()).toEqual(files.sort());
  });
});
