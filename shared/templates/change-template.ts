import type { BodyOf } from "../api/operation.ts";
import type { updateTemplate } from "../api/operations/templates.ts";
import { auditOf } from "../identity/audit/audit-entry.ts";
import { type Caller, requireLiveKey } from "../identity/caller.ts";
import { nowIso } from "../kernel/clock.ts";
import { notFound } from "../kernel/errors.ts";
import { canonicalJson } from "../kernel/json.ts";
import { retryOnRace } from "../kernel/optimistic-change.ts";
import { nameTaken, type StoredTemplate, type TemplateContent } from "./template.ts";
import { mergedTexts, templateContent } from "./template-content.ts";
import { readTemplate } from "./template-reads.ts";
import { replaceTemplate } from "./template-writes.ts";

type Changes = BodyOf<typeof updateTemplate>;

/** Merges the changes; what is sent makes a new version where it is another. Throws not_found, and conflict for a taken name. */
export const changeTemplate = async (caller: Caller, id: string, changes: Changes): Promise<StoredTemplate> => {
  requireLiveKey(caller);
  return retryOnRace("template", async () => {
    const read = await readTemplate(caller.tenantId, id);
    if (!read) throw notFound("template");
    const next = changed(read, changes);
    if (next === null) return read;
    const { name, version } = next;
    const outcome = await replaceTemplate(read, next, auditOf(caller, id, { name, version }));
    if (outcome === "nameTaken") throw nameTaken();
    return outcome === "replaced" ? next : null;
  });
};

/** Null: everything stays as it is. */
const changed = (read: StoredTemplate, { name = read.name, ...changes }: Changes): StoredTemplate | null => {
  const content = templateContent({
    bodies: mergedTexts(read.bodies, changes.bodies),
    contentSids: mergedTexts(read.contentSids, changes.contentSids),
    defaultLocale: changes.defaultLocale ?? read.defaultLocale,
  });
  const isNewVersion = canonicalJson(sent(content)) !== canonicalJson(sent(read));
  if (!isNewVersion && name === read.name) return null;
  const version = isNewVersion ? read.version + 1 : read.version;
  return { ...read, ...content, name, version, revision: read.revision + 1, updatedAt: nowIso() };
};

const sent = ({ bodies, contentSids, defaultLocale }: TemplateContent) => ({ bodies, contentSids, defaultLocale });
