import * as rules from "../../api/rules.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { requireVisible } from "../../messages/planning/text-of.ts";
import { compileTemplate } from "../../templates/compile-template.ts";
import { contentSidOf, textsOfContent } from "../../templates/content-sid.ts";
import { requireApprovable } from "../../templates/content-values.ts";
import { chosenTemplate } from "../../templates/template-reads.ts";
import type { StoredBatch } from "../batch.ts";
import type { ChanneledBatch } from "./batch-request.ts";

type Content = Pick<StoredBatch, "texts" | "template" | "contentSid" | "contentVariables">;

/** A plain body is stored as the text of this one nameless locale. */
const plain = "";

/**
 * The content that every recipient gets. The batch keeps the texts of the template's current version, even if the template changes later.
 * Throws not_found, and invalid_request for braces that open no variable and for content that cannot be sent.
 */
export const contentOf = async (tenantId: TenantId, request: ChanneledBatch): Promise<Content> => {
  const { channel, body, contentSid = null, contentVariables = {}, template: requested } = request;
  if (requested === undefined) {
    if (body !== undefined) compileTemplate(body);
    requireVisible(request);
    requireApprovable(channel, contentVariables, rules.contentValue);
    const texts = body === undefined ? null : { bodies: { [plain]: body }, defaultLocale: plain };
    return { texts, template: null, contentSid, contentVariables };
  }
  const template = await chosenTemplate(tenantId, requested);
  const { id, version, bodies, defaultLocale } = template;
  const { variables, locale = null } = requested;
  const approved = contentSidOf(template, channel, locale);
  const used = { id, version, variables, locale };
  if (approved === null)
    return { texts: { bodies, defaultLocale }, template: used, contentSid: null, contentVariables: {} };
  // The provider fills in the approved content. These texts only show which variables it takes.
  const texts = textsOfContent(template, locale);
  requireApprovable(channel, variables, rules.templateValue, texts);
  return { texts, template: used, contentSid: approved, contentVariables: variables };
};
