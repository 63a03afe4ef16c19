import { type Channel, traitsOf } from "../api/channels.ts";
import type { Rule } from "../api/rules.ts";
import { isUnseenText } from "../kernel/characters.ts";
import { broken } from "../kernel/errors.ts";
import { namesIn, type TemplateTexts } from "./render.ts";

/**
 * Why WhatsApp would refuse a value of an approved template; null: it would not. Twilio takes the message all the same, and Meta then
 * refuses each one (63013): https://www.twilio.com/docs/api/errors/63013
 */
export const unfitForWhatsApp = (value: string): string | null => {
  if (isUnseenText(value)) return "an empty value";
  if (/[\r\n\t\v\f\u0085\u2028\u2029]/.test(value)) return "a line break or a tab";
  return / {5,}/.test(value) ? "more than four blanks in a row" : null;
};

type Values = Readonly<Record<string, string>>;

/** The first of the values that a channel's operator would refuse, with the reason; of `used`, where it is known which names are filled in. */
export const unfitValueIn = (
  channel: Channel,
  values: Values,
  used: ReadonlySet<string> | null,
): { name: string; reason: string } | null => {
  if (!traitsOf(channel).approvesTemplates) return null;
  for (const [name, value] of Object.entries(values)) {
    const reason = !used || used.has(name) ? unfitForWhatsApp(value) : null;
    if (reason !== null) return { name, reason };
  }
  return null;
};

/** Throws invalid_request: the rule says whose values they are. */
export const requireApprovable = (channel: Channel, values: Values, rule: Rule, texts?: TemplateTexts): void => {
  const unfit = unfitValueIn(channel, values, texts ? namesIn(texts) : null);
  if (unfit) throw broken(rule, { at: unfit.name, more: unfit.reason });
};
