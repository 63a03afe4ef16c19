import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

/** The relative links of a document, without the part after `#`. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link));

const folders = ["docs", "functions", "infra", "packages", "shared", "test"];

const documents = [
  ...readdirSync("."),
  ...folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  ),
].filter((file) => file.endsWith(".md") && !file.includes("node_modules/"));

test("every relative link of a document leads to an existing file", () => {
  const links = documents.flatMap((document) =>
    linksOf(readFileSync(document, "utf8")).map((link) => ({ document, link, path: join(dirname(document), link) })),
  );
  expect(links.length).toBeGreaterThan(500);
  expect(links.filter(({ path }) => !existsSync(path)).map(({ document, link }) => `${document}: ${link}`)).toEqual([]);
});
