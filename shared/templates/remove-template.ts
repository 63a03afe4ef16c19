import { auditOf } from "../identity/audit/audit-entry.ts";
import { type Caller, requireLiveKey } from "../identity/caller.ts";
import { notFound } from "../kernel/errors.ts";
import { retryOnRace } from "../kernel/optimistic-change.ts";
import { readTemplate } from "./template-reads.ts";
import { deleteTemplateRow } from "./template-writes.ts";
import { expireVersions } from "./version-expiry-writes.ts";

/** Deletes a template; batches that began with one of its versions can read that on. Throws not_found. */
export const removeTemplate = async (caller: Caller, id: string): Promise<void> => {
  requireLiveKey(caller);
  const removed = await retryOnRace("template", async () => {
    const read = await readTemplate(caller.tenantId, id);
    if (!read) throw notFound("template");
    return (await deleteTemplateRow(read, auditOf(caller, id, { name: read.name }))) ? read : null;
  });
  await expireVersions(removed);
};
