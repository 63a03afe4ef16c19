import { notFound } from "../errors.ts";
import type { Caller } from "../lambda/caller.ts";
import { contentSidOf, textsOfContent } from "../templates/content-sid.ts";
import { checkerOf, renderBody } from "../templates/render.ts";
import { readTemplate } from "../templates/template-reads.ts";
import type { Outbound } from "./new-message.ts";

interface TextRequest {
  channel: "sms" | "whatsapp";
  body?: string | undefined;
  template?: { id: string; variables: Record<string, string>; locale?: string | undefined } | undefined;
  contentSid?: string | undefined;
  contentVariables?: Record<string, string> | undefined;
}

type Text = Pick<Outbound, "body" | "template" | "contentSid" | "contentVariables">;

/**
 * What a message says: its own text, a template's, or for WhatsApp the Content SID that its template has. Throws not_found for an unknown
 * template, and template_variables_missing.
 */
export const textOf = async (caller: Caller, request: TextRequest): Promise<Text> => {
  const { channel, body, template: wanted, contentSid, contentVariables } = request;
  if (!wanted) return { body, template: undefined, contentSid, contentVariables };
  const { id, variables, locale } = wanted;
  const template = await readTemplate(caller.tenantId, id);
  if (!template) throw notFound("template");
  const sid = channel === "whatsapp" ? contentSidOf(template, locale) : null;
  const made = { id, variables };
  if (sid !== null) {
    checkerOf(textsOfContent(template, locale))({ variables });
    return { body: undefined, template: made, contentSid: sid, contentVariables: variables };
  }
  const rendered = renderBody(template, { locale, variables });
  return { body: rendered.body, template: made, contentSid: undefined, contentVariables: undefined };
};
