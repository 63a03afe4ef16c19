import * as z from "zod";
import { usualChannel } from "../channels.ts";
import { Id, listQuery, Name, Time } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import { sized } from "../schemas/entries.ts";
import { Locale, LocaleInput } from "../schemas/locale.ts";
import { Channel } from "../schemas/message-schemas.ts";
import { TemplateVariables } from "../schemas/template-variables.ts";
import { maximumBodyLength } from "../sizes.ts";
import { sentText } from "../text.ts";
import { contentSidPattern } from "../twilio-sids.ts";

const body = sentText(maximumBodyLength)
  .min(1)
  .meta({
    description: "`{{name}}` stands for a variable; `{{{{` is two braces",
    examples: ["Hello {{name}}, your table is ready."],
  });
/** The SID of a template in Twilio's Content API that WhatsApp approved. */
const ContentSid = z.string().regex(contentSidPattern, "must be HX and 32 hexadecimal digits");
/** More languages than any carrier's guide lists, and few enough that all texts fit into one row. */
export const maximumLocales = 50;

export const Template = z
  .object({
    id: Id,
    name: z.string(),
    version: z.int().meta({ description: "Rises with every change of what is sent; earlier ones stay readable" }),
    bodies: z.record(Locale, z.string()),
    contentSids: z.record(Locale, z.string()),
    defaultLocale: Locale,
    variables: z.array(z.string()).meta({ description: "Every name that stands in a body" }),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: "Template" });

export const CreateTemplate = z
  .strictObject({
    name: Name,
    bodies: sized(z.record(Locale, body), { least: 1, most: maximumLocales }),
    contentSids: sized(z.record(Locale, ContentSid), { most: maximumLocales }).default({}),
    defaultLocale: Locale.optional().meta({ description: "Left out: the first of bodies" }),
  })
  .meta({ id: "CreateTemplate" });

export const UpdateTemplate = z
  .strictObject({
    name: Name,
    bodies: z.record(Locale, body.nullable()),
    contentSids: z.record(Locale, ContentSid.nullable()),
    defaultLocale: Locale,
  })
  .partial()
  .meta({ id: "UpdateTemplate" });

export const RenderTemplate = z
  .strictObject({
    locale: LocaleInput.optional(),
    variables: TemplateVariables.default({}),
    channel: Channel.default(usualChannel),
  })
  .meta({ id: "RenderTemplate" });

export const RenderedTemplate = z
  .object({
    body: z.string(),
    locale: Locale.meta({ description: "The one that was found" }),
    segments: z
      .object({ count: z.int(), encoding: z.enum(["GSM-7", "UCS-2"]) })
      .nullable()
      .meta({ description: "Null for WhatsApp, which has none" }),
    contentSid: z.string().nullable().meta({ description: "WhatsApp: the approved content of this language, if any" }),
  })
  .meta({ id: "RenderedTemplate" });

export const createTemplate = operation({
  id: "createTemplate",
  method: "POST",
  path: "/v1/templates",
  permission: "manage_templates",
  summary: "Create a template",
  description: "Names are unique in a tenant, whatever their case. Live and test keys see the same templates.",
  body: CreateTemplate,
  answers: { 201: Template },
  problems: ["conflict", "idempotency_mismatch"],
  rules: [rules.readableBraces, rules.defaultBody, rules.visibleBodies],
  idempotent: true,
  audited: true,
});

export const listTemplates = operation({
  id: "listTemplates",
  method: "GET",
  path: "/v1/templates",
  permission: "manage_templates",
  summary: "List the templates, newest first",
  query: listQuery,
  answers: { 200: z.object({ items: z.array(Template), nextCursor: z.string().nullable() }) },
  problems: ["invalid_cursor"],
});

export const getTemplate = operation({
  id: "getTemplate",
  method: "GET",
  path: "/v1/templates/{id}",
  permission: "manage_templates",
  summary: "Get a template, or an earlier version of it",
  query: z.strictObject({ version: z.coerce.number().int().min(1).max(1_000_000_000).optional() }),
  answers: { 200: Template },
  problems: ["not_found"],
});

export const updateTemplate = operation({
  id: "updateTemplate",
  method: "PATCH",
  path: "/v1/templates/{id}",
  permission: "manage_templates",
  summary: "Change a template",
  description:
    "Merges: a locale that is null goes. A change of what is sent makes a new version; batches that run keep the one they began with.",
  body: UpdateTemplate,
  answers: { 200: Template },
  problems: ["not_found", "conflict"],
  rules: [
    rules.readableBraces,
    rules.defaultBody,
    rules.visibleBodies,
    rules.someBody,
    rules.fewBodies,
    rules.fewContentSids,
  ],
  audited: true,
});

export const deleteTemplate = operation({
  id: "deleteTemplate",
  method: "DELETE",
  path: "/v1/templates/{id}",
  permission: "manage_templates",
  summary: "Delete a template",
  description: "Batches that run or are scheduled with it go on.",
  answers: { 204: null },
  problems: ["not_found", "conflict"],
  audited: true,
});

export const renderTemplate = operation({
  id: "renderTemplate",
  method: "POST",
  path: "/v1/templates/{id}/render",
  permission: "send_messages",
  summary: "Fill a template, without sending it",
  description:
    "The locale asked for, else its language (pt-BR → pt), else the template's default. Values are inserted as they are, once. What is not there is listed in `missing` of template_variables_missing.",
  body: RenderTemplate.default({ variables: {}, channel: usualChannel }),
  answers: { 200: RenderedTemplate },
  problems: ["not_found", "template_variables_missing"],
  rules: [rules.variablesLength, rules.exactVariable, rules.sendable],
});
