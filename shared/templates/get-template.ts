import { notFound } from "../kernel/errors.ts";
import type { TenantId } from "../kernel/ids.ts";
import type { StoredTemplate } from "./template.ts";
import { readTemplate } from "./template-reads.ts";

/** A template as its managers see it: an earlier version under today's name, and none of one that was deleted. Throws not_found. */
export const templateInVersion = async (tenantId: TenantId, id: string, version?: number): Promise<StoredTemplate> => {
  const current = await readTemplate(tenantId, id);
  if (!current) throw notFound("template");
  if (version === undefined || version === current.version) return current;
  const earlier = await readTemplate(tenantId, id, version);
  if (!earlier) throw notFound("version of the template");
  return { ...earlier, name: current.name };
};
