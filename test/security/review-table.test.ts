import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { registry } from "../../shared/api/registry.ts";

const section =
  readFileSync("SECURITY.md", "utf8")
    .split(/^## /m)
    .find((text) => text.startsWith("Who may make what others rely on\n")) ?? "";
const rows = [...section.matchAll(/^\| (`.*`) \| (.+) \| (.+) \| (.+) \|$/gm)];
const named = rows.flatMap(([, operations = ""]) => [...operations.matchAll(/`(\w+)`/g)].map(([, id]) => id));

test("SECURITY.md answers the three questions for each operation once (invariants 29 to 31)", () => {
  expect([...named].sort()).toEqual(registry.map(({ operation }) => operation.id).sort());
});

test("SECURITY.md names the permission that a creation needs, or says that nothing is created", () => {
  const open = registry.filter(({ operation }) => operation.own || ["any", "none"].includes(operation.permission));
  for (const [, operations = "", created = ""] of rows) {
    const isOpen = open.some(({ operation }) => operations.includes(`\`${operation.id}\``));
    if (!isOpen) expect(created, operations).toMatch(/^(needs|nothing)/);
  }
});
