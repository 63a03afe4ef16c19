import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { needsOfModule } from "../../infra/grants/needs-of-modules.ts";

const modules = readdirSync("shared", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => join("shared", file));

/** The commands a module imports from an AWS client. */
const commandsOf = (path: string): string[] =>
  [...readFileSync(path, "utf8").matchAll(/import \{([^}]+)\} from "@aws-sdk\//g)].flatMap(([, names = ""]) =>
    [...names.matchAll(/(?<!type )\b(\w+Command)\b/g)].flatMap(([, name]) => name ?? []),
  );

/** Tools for stores that get their table from the caller, and calls that need no permission. */
const grantless = [
  "shared/aws/merged-query.ts",
  "shared/aws/put-all.ts",
  "shared/aws/short-list.ts",
  "shared/aws/transaction.ts",
  "shared/providers/sns/sns-account.ts",
];
/** These use the keys of the tenant's role, not the function's own. */
const withTenantsKeys = ["shared/providers/sns/sns-messages.ts", "shared/providers/sns/sns-opt-outs.ts"];

describe("needsOfModule() by a module's name (invariant 23)", () => {
  test("knows the grants of every module that imports an AWS command", () => {
    const unknown = modules.filter((path) => commandsOf(path).length > 0 && needsOfModule(path).length === 0);
    expect(unknown.sort()).toEqual([...grantless, ...withTenantsKeys].sort());
  });

  test("agrees with the code: a module named for reading never writes", () => {
    for (const path of modules.filter((module) => module.endsWith("-reads.ts"))) {
      expect(
        commandsOf(path).filter((command) => !/^(Get|BatchGet|Query)Command$/.test(command)),
        path,
      ).toEqual([]);
    }
  });

  test("lets the audit's store only append", () => {
    expect(needsOfModule("shared/identity/audit/audit-writes.ts")).toEqual(["audit append"]);
  });

  test("covers a new store by its folder and name", () => {
    expect(needsOfModule("shared/lookups/anything-reads.ts")).toEqual(["lookups read"]);
    expect(needsOfModule("shared/opt-outs/anything-writes.ts")).toEqual(["optOuts read", "optOuts write"]);
    expect(needsOfModule("shared/messages/message.ts")).toEqual([]);
  });
});
