import type { Metafile } from "esbuild";
import type { FunctionName } from "../../shared/api/registry.ts";
import { entryOf } from "../bundling/bundle.ts";
import type { Grants } from "./grants.ts";

/** Folders below shared/ that hold a store, with their sub-folders, and what the grants call its table. */
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
  // Beside the tenant they are of.
  "verification-policies": "tenants",
  "sending-pauses": "tenants",
};

/** Words of a row, one at a time: a bundle that both writes and deletes needs `deleteWrite`. */
type Needs = Readonly<Partial<Record<keyof Grants, string>>>;

/** Modules that need a grant and are no store. */
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

/** What a module needs, as in `messages read`. A store is named by convention: `<name>-reads.ts`, `<name>-writes.ts`. */
export function needsOfModule(path: string): string[] {
  const [, folder = "", kind] = /^shared\/(.+)\/(?:[^/]+-)?(reads|writes)\.ts$/.exec(path) ?? [];
  const table = tableOf(folder);
  if (!table) return needsOfRow(grantsOfModule[path] ?? {});
  if (kind === "reads") return [`${table} read`];
  return table === "audit" ? ["audit append"] : [`${table} read`, `${table} write`];
}

/** The table of the nearest folder that has one. */
const tableOf = (folder: string): keyof Grants | undefined =>
  folder === "" ? undefined : (tableOfFolder[folder] ?? tableOf(folder.slice(0, Math.max(folder.lastIndexOf("/"), 0))));

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
