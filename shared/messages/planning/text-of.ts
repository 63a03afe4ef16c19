import type { Channel } from "../../api/channels.ts";
import * as rules from "../../api/rules.ts";
import type { Caller } from "../../identity/caller.ts";
import { isUnseenText } from "../../kernel/characters.ts";
import { broken } from "../../kernel/errors.ts";
import { contentSidOf, textsOfContent } from "../../templates/content-sid.ts";
import { requireApprovable } from "../../templates/content-values.ts";
import { checkerOf, renderBody } from "../../templates/render.ts";
import { chosenTemplate, type NamedTemplate } from "../../templates/template-reads.ts";

/** A template of one's own, and what fills it. */
export type ChosenTemplate = NamedTemplate & { variables: Record<string, string>; locale?: string | undefined };

interface TextRequest {
  channel: Channel;
  body?: string | undefined;
  template?: ChosenTemplate | undefined;
  contentSid?: string | undefined;
  contentVariables?: Record<string, string> | undefined;
  mediaUrls?: readonly string[] | undefined;
}

/** What a message says: a body, or a template that the provider keeps. */
export interface MessageText {
  body: string | undefined;
  /** The tenant's template that the body was made of. */
  template: { id: string; variables: Record<string, string> } | undefined;
  contentSid: string | undefined;
  contentVariables: Record<string, string> | undefined;
}

/**
 * What a message says: its own text, a template's, or the Content SID that its template has for the channel. Throws not_found for an unknown
 * template, template_variables_missing, and invalid_request for what cannot be sent.
 */
export const textOf = async (caller: Caller, request: TextRequest): Promise<MessageText> => {
  const { channel, body, template: wanted, contentSid, contentVariables } = request;
  if (!wanted) {
    requireVisible(request);
    requireApprovable(channel, contentVariables ?? {}, rules.contentValue);
    return { body, template: undefined, contentSid, contentVariables };
  }
  const { variables, locale } = wanted;
  const template = await chosenTemplate(caller.tenantId, wanted);
  const sid = contentSidOf(template, channel, locale);
  const made = { id: template.id, variables };
  if (sid !== null) {
    const texts = textsOfContent(template, locale);
    checkerOf(texts)({ variables });
    requireApprovable(channel, variables, rules.templateValue, texts);
    return { body: undefined, template: made, contentSid: sid, contentVariables: variables };
  }
  const rendered = renderBody(template, { locale, variables });
  return { body: rendered.body, template: made, contentSid: undefined, contentVariables: undefined };
};

/** Nobody pays for a text that shows nothing; beside media it is no harm. Throws invalid_request. */
export const requireVisible = ({ body, mediaUrls = [] }: Pick<TextRequest, "body" | "mediaUrls">): void => {
  if (body !== undefined && mediaUrls.length === 0 && isUnseenText(body)) throw broken(rules.visibleBody);
};
