import { fittingLocale } from "./fitting-locale.ts";
import type { TemplateView } from "./template.ts";

/** The Twilio content that WhatsApp approved for a reader of this locale; by the same fallback as the texts. Null: none. */
export const contentSidOf = (
  { contentSids, defaultLocale }: Pick<TemplateView, "contentSids" | "defaultLocale">,
  locale: string | null | undefined,
): string | null => {
  const found = fittingLocale(contentSids, locale, defaultLocale);
  return found === null ? null : (contentSids[found] ?? null);
};
