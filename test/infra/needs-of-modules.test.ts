import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { needsOfModule } from "../../infra/grants/needs-of-modules.ts";

const modules = readdirSync("shared", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => join("shared", file));

/** The commands that a module imports from AWS clients. */
const commandsOf = (path: string): string[] =>
  [...readFileSync(path, "utf8").matchAll(/import \{([^}]+)\} from "@aws-sdk\//g)].flatMap(([, names = ""]) =>
    [...names.matchAll(/(?<!type )\b(\w+Command)\b/g)].flatMap(([, name]) => name ?? []),
  );

/** Modules without grants of their own: the caller names their table, or their calls need no permission. */
const grantless = [
  "shared/aws/merged-query.ts",
  "shared/aws/put-all.ts",
  "shared/aws/short-list.ts",
  "shared/aws/transaction.ts",
  "shared/providers/sns/sns-account.ts",
];
/** Modules that use the keys of the tenant's role, not the function's. */
const withTenantsKeys = ["shared/providers/sns/sns-messages.ts", "shared/providers/sns/sns-opt-outs.ts"];

describe("needsOfModule() (invariant 23)", () => {
  test("knows the grants of every module that imports an AWS command", () => {
    const unknown = modules.filter((path) => commandsOf(path).length > 0 && needsOfModule(path).length === 0);
    expect(unknown.sort()).toEqual([...grantless, ...withTenantsKeys].sort());
  });

  test("agrees with the code: a module named -reads.ts never writes", () => {
    for (const path of modules.filter((module) => module.endsWith("-reads.ts"))) {
      expect(
        commandsOf(path).filter((command) => !/^(Get|BatchGet|Query)Command$/.test(command)),
        path,
      ).toEqual([]);
    }
  });

  test("lets audit-writes.ts only append", () => {
    expect(needsOfModule("shared/identity/audit/audit-writes.ts")).toEqual(["audit append"]);
  });

  test("covers a new store by its folder and name", () => {
    expect(needsOfModule("shared/lookups/anything-reads.ts")).toEqual(["lookups read"]);
    expect(needsOfModule("shared/opt-outs/anything-writes.ts")).toEqual(["optOuts read", "optOuts write"]);
    expect(needsOfModule("shared/messages/message.ts")).toEqual([]);
  });
});
