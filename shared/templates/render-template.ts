import { traitsOf } from "../api/channels.ts";
import type { BodyOf } from "../api/operation.ts";
import type { renderTemplate } from "../api/operations/templates.ts";
import { notFound } from "../kernel/errors.ts";
import type { TenantId } from "../kernel/ids.ts";
import { segmentsOf } from "../text/segments.ts";
import { contentSidOf } from "./content-sid.ts";
import { renderBody } from "./render.ts";
import { readTemplate } from "./template-reads.ts";

/** What a template would send. Throws not_found, and what rendererOf throws. */
export const renderStoredTemplate = async (
  tenantId: TenantId,
  id: string,
  { channel, ...rendering }: BodyOf<typeof renderTemplate>,
) => {
  const template = await readTemplate(tenantId, id);
  if (!template) throw notFound("template");
  const rendered = renderBody(template, rendering);
  return {
    ...rendered,
    segments: traitsOf(channel).hasSegments ? segmentsOf(rendered.body) : null,
    contentSid: contentSidOf(template, channel, rendering.locale),
  };
};
