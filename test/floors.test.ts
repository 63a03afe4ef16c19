import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** The rooms of shared/, lowest floor first. A file may import from its own room and from rooms earlier in this list. */
const floors = [
  "api",
  "kernel",
  "observability",
  "aws",
  "numbers",
  "text",
  "keywords",
  "csv",
  "identity",
  "lambda",
  "events",
  "limits",
  "accounts",
  "providers",
  "provider-configs",
  "templates",
  "opt-outs",
  "delivery",
  "preferences",
  "lookups",
  "verification-policies",
  "sending-pauses",
  "messages",
  "batches",
  "verifications",
  "notifications",
  "webhooks",
  "subject-requests",
];

/** The top-level folders that each one may import, beside itself. Packages are imported by name (`packagesOf`), never by path. */
const neighbours: Readonly<Record<string, readonly string[]>> = {
  packages: [],
  shared: [],
  functions: ["shared"],
  infra: ["shared"],
};

/** The packages of this repository that a folder may import. */
const packagesOf: Readonly<Record<string, readonly string[]>> = { infra: ["@phonehub/simulators"] };

const sources = Object.keys(neighbours).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("node_modules/"))
    .map((file) => `${folder}/${file}`),
);

/** Includes type imports, because a reader follows those too. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)].map(([, path = ""]) =>
    join(file, "..", path),
  );

const imports = new Map(sources.map((file) => [file, importsOf(file)]));
const arrows = sources.flatMap((from) => (imports.get(from) ?? []).map((to) => ({ from, to })));

/** True for folders of our own code. Installed and generated files belong to no floor. */
const isCode = (folder: string): boolean => folder === "test" || folder in neighbours;
const topOf = (file: string): string => file.split("/")[0] ?? "";
/** Manifests, credential schemas and regions of providers count as part of the contract, which lists the providers and their credentials. */
const isContract = (file: string): boolean =>
  /^shared\/providers\/(?:[^/]+\/)?(?:manifests?|(?:credential-schemas|[a-z]+-(?:credentials|regions)))\.ts$/.test(
    file,
  );
const floorOf = (file: string): number => floors.indexOf(isContract(file) ? "api" : (file.split("/")[1] ?? ""));
const describeImport = ({ from, to }: { from: string; to: string }): string => `${from} imports ${to}`;

test("floors lists every room of shared, and nothing else", () => {
  const rooms = sources.filter((file) => topOf(file) === "shared").map((file) => file.split("/")[1] ?? "");
  expect([...new Set(rooms)].sort()).toEqual([...floors].sort());
});

test("shared has no file that imports from a higher floor", () => {
  const within = arrows.filter(({ from, to }) => topOf(from) === "shared" && topOf(to) === "shared");
  expect(within.length).toBeGreaterThan(1_000);
  expect(within.filter(({ from, to }) => floorOf(to) > floorOf(from)).map(describeImport)).toEqual([]);
});

test("each top-level folder imports only the folders that it may import", () => {
  const reaching = arrows.filter(({ from, to }) => {
    const [own, other] = [topOf(from), topOf(to)];
    return own !== other && isCode(other) && !neighbours[own]?.includes(other);
  });
  expect(reaching.map(describeImport)).toEqual([]);
});

test("each package imports only its own files", () => {
  const packageOf = (file: string): string => file.split("/")[1] ?? "";
  const own = arrows.filter(({ from }) => topOf(from) === "packages");
  expect(own.length).toBeGreaterThan(100);
  expect(
    own.filter(({ from, to }) => topOf(to) !== "packages" || packageOf(to) !== packageOf(from)).map(describeImport),
  ).toEqual([]);
});

test("each folder imports only the packages of this repository that it may import", () => {
  const named = sources.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/"(@phonehub\/[\w-]+)/g)].map(([, to = ""]) => ({ from: file, to })),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter(({ from, to }) => !packagesOf[topOf(from)]?.includes(to)).map(describeImport)).toEqual([]);
});

test("source files have no import cycle", () => {
  expect(circles(imports)).toEqual([]);
});

/** Import cycles, each as a sorted list of files (Tarjan's strongly connected components). */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const path: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    order.set(file, order.size);
    let low = order.size - 1;
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!graph.has(next)) continue;
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (path.includes(next)) low = Math.min(low, order.get(next) ?? low);
    }
    if (low === order.get(file)) {
      const circle = path.splice(path.indexOf(file));
      if (circle.length > 1) found.push(circle.sort());
    }
    return low;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return found;
}
