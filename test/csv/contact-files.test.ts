import { createReadStream, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contactFiles, refusedFiles } from "./contact-files.ts";
import { readContacts } from "./read-contacts.ts";

const folder = "test/csv/contact-files";

describe("a list as a program writes it", () => {
  test.each(contactFiles)("is read: $file", async ({ file, country, columns, read }) => {
    const contacts = await readContacts(createReadStream(`${folder}/${file}`), { country, columns });
    expect(contacts.map(({ line, number }) => [line, number])).toEqual(read.map(([line, number]) => [line, number]));
    for (const [at, [, , variables = {}]] of read.entries()) expect(contacts[at]?.variables).toMatchObject(variables);
  });

  test.each(refusedFiles)("is refused and told why: $file", async ({ file, columns, because }) => {
    const reading = readContacts(createReadStream(`${folder}/${file}`), { country: "US", columns });
    await expect(reading).rejects.toThrow(because);
  });

  test("has a reading, whichever file it is", () => {
    const told = new Set([...contactFiles, ...refusedFiles].map(({ file }) => file));
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.includes("/"));
    expect([...told].sort()).toEqual(files.sort());
  });
});
