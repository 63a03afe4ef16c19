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

/** A plain body is a template of one nameless locale. */
const plain = "";

/**
 * What each recipient is sent. A template is taken as it is now: the batch keeps that version's texts, whatever becomes of the template
 * meanwhile. Throws not_found, and invalid_request for braces that open no variable and what cannot be sent.
 */
export const contentOf = async (tenantId: TenantId, request: ChanneledBatch): Promise<Content> => {
  const { channel, body, contentSid = null, contentVariables = {}, template: wanted } = request;
  if (wanted === undefined) {
    if (body !== undefined) compileTemplate(body);
    requireVisible(request);
    requireApprovable(channel, contentVariables, rules.contentValue);
    const texts = body === undefined ? null : { bodies: { [plain]: body }, defaultLocale: plain };
    return { texts, template: null, contentSid, contentVariables };
  }
  const template = await chosenTemplate(tenantId, wanted);
  const { id, version, bodies, defaultLocale } = template;
  const { variables, locale = null } = wanted;
  const approved = contentSidOf(template, channel, locale);
  const used = { id, version, variables, locale };
  if (approved === null)
    return { texts: { bodies, defaultLocale }, template: used, contentSid: null, contentVariables: {} };
  // What was approved is filled in by Twilio; the text here only tells which variables that takes.
  const texts = textsOfContent(template, locale);
  requireApprovable(channel, variables, rules.templateValue, texts);
  return { texts, template: used, contentSid: approved, contentVariables: variables };
};
