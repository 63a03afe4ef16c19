import type { BodyOf } from "../api/operation.ts";
import type { createTemplate } from "../api/operations/templates.ts";
import { fingerprintOf } from "../aws/hash-key.ts";
import { auditOf } from "../identity/audit/audit-entry.ts";
import { type Caller, requireLiveKey } from "../identity/caller.ts";
import { idForRequest, replayOrRefuse } from "../identity/idempotency.ts";
import { nowIso } from "../kernel/clock.ts";
import { Problem } from "../kernel/errors.ts";
import { limitCreation } from "../limits/creation-limits.ts";
import { nameTaken, type StoredTemplate } from "./template.ts";
import { templateContent } from "./template-content.ts";
import { readTemplate } from "./template-reads.ts";
import { insertTemplate } from "./template-writes.ts";

interface MadeTemplate {
  template: StoredTemplate;
  replayed: boolean;
}

/** Makes a template. Throws conflict where the name is taken. */
export const makeTemplate = async (
  caller: Caller,
  wanted: BodyOf<typeof createTemplate>,
  idempotencyKey: string | null,
): Promise<MadeTemplate> => {
  requireLiveKey(caller);
  await limitCreation(caller, "templates");
  const template = await newTemplate(caller, wanted, idempotencyKey);
  const { tenantId, id, name } = template;
  const outcome = await insertTemplate(template, auditOf(caller, id, { name }));
  if (outcome === "nameTaken") throw nameTaken();
  if (outcome === "inserted") return { template, replayed: false };
  const existing = await readTemplate(tenantId, id);
  if (!existing) throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1 });
  replayOrRefuse(existing, template.fingerprint ?? "");
  return { template: existing, replayed: true };
};

const newTemplate = async (
  caller: Caller,
  wanted: BodyOf<typeof createTemplate>,
  idempotencyKey: string | null,
): Promise<StoredTemplate> => {
  const at = nowIso();
  const [firstLocale = ""] = Object.keys(wanted.bodies);
  return {
    ...templateContent({ ...wanted, defaultLocale: wanted.defaultLocale ?? firstLocale }),
    tenantId: caller.tenantId,
    id: await idForRequest("template", caller, "createTemplate", idempotencyKey),
    name: wanted.name,
    version: 1,
    revision: 1,
    fingerprint: await fingerprintOf(wanted),
    createdAt: at,
    updatedAt: at,
  };
};
