import type { Metafile } from "esbuild";
import type { FunctionName } from "../shared/api/registry.ts";
import { entryOf } from "./bundle.ts";
import type { Grants } from "./function-grants.ts";

/** Our folders below shared/ that hold a store, and what the grants call its table. */
const tableOfCapability: Readonly<Record<string, keyof Grants>> = {
  tenants: "tenants",
  "api-keys": "apiKeys",
  "provider-configs": "providerConfigs",
  messages: "messages",
  lookups: "lookups",
  "opt-outs": "optOuts",
  audit: "audit",
  jobs: "jobs",
  batches: "batches",
  templates: "templates",
  preferences: "preferences",
  notifications: "notifications",
  limits: "limits",
  events: "events",
  verifications: "verifications",
  // Beside the tenant they are of.
  "verification-policies": "tenants",
  "sending-pauses": "tenants",
};

/** Words of a row, one at a time: a bundle that both writes and deletes needs `deleteWrite`. */
type Needs = Readonly<Partial<Record<keyof Grants, string>>>;

/** Modules that need a grant and are no store. */
const grantsOfModule: Readonly<Record<string, Needs>> = {
  "shared/aws/credential-vault-encrypt.ts": { credentials: "encrypt" },
  "shared/aws/credential-vault-decrypt.ts": { credentials: "decrypt" },
  "shared/aws/dispatch-queue.ts": { dispatchQueue: "send" },
  "shared/aws/jobs-queue.ts": { jobsQueue: "send" },
  "shared/aws/batches-queue.ts": { batchesQueue: "send" },
  "shared/aws/ranges-queue.ts": { rangesQueue: "send" },
  "shared/aws/recipient-file-get.ts": { recipients: "read" },
  "shared/aws/recipient-file-put.ts": { recipients: "write" },
  "shared/aws/recipient-file-delete.ts": { recipients: "delete" },
  "shared/aws/hash-key.ts": { numberHash: "mac" },
  "shared/aws/code-pepper.ts": { codePepper: "mac" },
  "shared/aws/export-file-put.ts": { exports: "write" },
  "shared/aws/export-file-delete.ts": { exports: "delete" },
  "shared/aws/export-file-url.ts": { exports: "read" },
  "shared/providers/sns/assumed-role.ts": { snsRoles: "assume" },
};

/** What a module needs, as in `messages read`. A store is named by convention: `<name>-reads.ts`, `<name>-writes.ts`. */
export function needsOfModule(path: string): string[] {
  const [, capability = "", kind] = /^shared\/([^/]+)\/(?:.+-)?(reads|writes)\.ts$/.exec(path) ?? [];
  const table = tableOfCapability[capability];
  if (!table) return needsOfRow(grantsOfModule[path] ?? {});
  if (kind === "reads") return [`${table} read`];
  return table === "audit" ? ["audit append"] : [`${table} read`, `${table} write`];
}

/** A row of function-grants.ts in single words: `messages: "readWrite"` is `messages read` and `messages write`. */
export const needsOfRow = (row: Needs): string[] =>
  Object.entries(row).flatMap(([subject, level]) =>
    level.split(/(?=[A-Z])/).map((verb) => `${subject} ${verb.toLowerCase()}`),
  );

/** What a function's bundle can do: the modules of ours that left code in it, so that types and unused imports do not count. */
export function needsOfBundle(metafile: Metafile, name: FunctionName): string[] {
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === entryOf(name));
  if (!output) throw new Error(`${name} is not among these bundles.`);
  const modules = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return [...new Set(modules.flatMap(([path]) => needsOfModule(path)))].sort();
}
