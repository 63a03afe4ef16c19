import { type Channel, traitsOf } from "../api/channels.ts";
import { fittingLocale } from "../text/fitting-locale.ts";
import type { TemplateTexts } from "./render.ts";
import type { TemplateView } from "./template.ts";

/** The Twilio content that a channel approved for a reader of this locale; by the same fallback as the texts. Null: none. */
export const contentSidOf = (
  { contentSids, defaultLocale }: Pick<TemplateView, "contentSids" | "defaultLocale">,
  channel: Channel,
  locale: string | null | undefined,
): string | null => {
  if (!traitsOf(channel).approvesTemplates) return null;
  const found = fittingLocale(contentSids, locale, defaultLocale);
  return found === null ? null : (contentSids[found] ?? null);
};

/** The text here that says the same as that content: what has to be filled in there is read off it. */
export const textsOfContent = (
  { bodies, contentSids, defaultLocale }: Pick<TemplateView, "bodies" | "contentSids" | "defaultLocale">,
  locale: string | null | undefined,
): TemplateTexts => {
  const approved = fittingLocale(contentSids, locale, defaultLocale);
  const same = fittingLocale(bodies, approved, defaultLocale) ?? defaultLocale;
  return { bodies: { [same]: bodies[same] ?? "" }, defaultLocale: same };
};
