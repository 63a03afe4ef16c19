import type { Metafile } from "esbuild";
import type { FunctionName } from "../../shared/api/registry.ts";
import { entryOf } from "../bundling/bundle.ts";
import type { Grants } from "./grants.ts";

/** The folders below shared/ that hold a store, and the table's name in the grants. Sub-folders are included. */
const tableOfFolder: Readonly<Record<string, keyof Grants>> = {
  "identity/tenants": "tenants",
  "accounts/tenants": "tenants",
  "identity/api-keys": "apiKeys",
  "accounts/api-keys": "apiKeys",
  "identity/audit": "audit",
  "provider-configs": "providerConfigs",
  messages: "messages",
  lookups: "lookups",
  "opt-outs": "optOuts",
  "subject-requests/jobs": "jobs",
  batches: "batches",
  templates: "templates",
  preferences: "preferences",
  notifications: "notifications",
  limits: "limits",
  events: "events",
  verifications: "verifications",
  // These rows are in the tenants' table, beside their tenant.
  "verification-policies": "tenants",
  "sending-pauses": "tenants",
};

/** The single words of a row's levels. A bundle that both writes and deletes needs `deleteWrite`. */
type Needs = Readonly<Partial<Record<keyof Grants, string>>>;

/** Modules that need a grant although they are not a store. */
const grantsOfModule: Readonly<Record<string, Needs>> = {
  "shared/provider-configs/credentials/credential-vault-encrypt.ts": { credentials: "encrypt" },
  "shared/provider-configs/credentials/credential-vault-decrypt.ts": { credentials: "decrypt" },
  "shared/messages/dispatch-queue.ts": { dispatchQueue: "send" },
  "shared/subject-requests/jobs/jobs-queue.ts": { jobsQueue: "send" },
  "shared/subject-requests/erasures/eraser-queues.ts": { eraserQueues: "send" },
  "shared/batches/batches-queue.ts": { batchesQueue: "send" },
  "shared/batches/ranges-queue.ts": { rangesQueue: "send" },
  "shared/batches/lists/recipient-file-get.ts": { recipients: "read" },
  "shared/batches/lists/recipient-file-put.ts": { recipients: "write" },
  "shared/batches/lists/recipient-file-delete.ts": { recipients: "delete" },
  "shared/aws/hash-key.ts": { numberHash: "mac" },
  "shared/verifications/engines/code-pepper.ts": { codePepper: "mac" },
  "shared/subject-requests/exports/export-file-put.ts": { exports: "write" },
  "shared/subject-requests/exports/export-file-delete.ts": { exports: "delete" },
  "shared/subject-requests/exports/export-file-url.ts": { exports: "read" },
  "shared/providers/sns/assumed-role.ts": { snsRoles: "assume" },
};

/** The needs of a module, such as `messages read`. A store's files end with `reads.ts` or `writes.ts` by convention. */
export function needsOfModule(path: string): string[] {
  const [, folder = "", kind] = /^shared\/(.+)\/(?:[^/]+-)?(reads|writes)\.ts$/.exec(path) ?? [];
  const table = tableOf(folder);
  if (!table) return needsOfRow(grantsOfModule[path] ?? {});
  if (kind === "reads") return [`${table} read`];
  return table === "audit" ? ["audit append"] : [`${table} read`, `${table} write`];
}

/** The table of the folder, or of its nearest parent that has one. */
const tableOf = (folder: string): keyof Grants | undefined =>
  folder === "" ? undefined : (tableOfFolder[folder] ?? tableOf(folder.slice(0, Math.max(folder.lastIndexOf("/"), 0))));

/** Splits a row of function-grants.ts into single words: `messages: "readWrite"` gives `messages read` and `messages write`. */
export const needsOfRow = (row: Needs): string[] =>
  Object.entries(row).flatMap(([subject, level]) =>
    level.split(/(?=[A-Z])/).map((verb) => `${subject} ${verb.toLowerCase()}`),
  );

/** The needs of a function's bundle: of our modules that have code in it. Types and unused imports do not count. */
export function needsOfBundle(metafile: Metafile, name: FunctionName): string[] {
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === entryOf(name));
  if (!output) throw new Error(`The metafile has no bundle of ${name}.`);
  const modules = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return [...new Set(modules.flatMap(([path]) => needsOfModule(path)))].sort();
}
