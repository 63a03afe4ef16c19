import { Problem } from "../../kernel/errors.ts";
import { log } from "../../observability/logger.ts";
import { contentSidOf } from "../../templates/content-sid.ts";
import { renderBody } from "../../templates/render.ts";
import { fittingLocale } from "../../text/fitting-locale.ts";
import { segmentsOf } from "../../text/segments.ts";
import type { CodeDelivery } from "../engines/engine.ts";
import { codeTexts, fallbackLocale } from "./code-texts.ts";
import type { CodeWording } from "./code-wording.ts";
import { lifetimeWords } from "./lifetime-words.ts";

/** Either a text, or a template that the provider keeps. */
export interface CodeMessage {
  body?: string;
  content?: { sid: string; variables: Readonly<Record<string, string>> };
}

type Delivery = Pick<CodeDelivery, "channel" | "locale" | "webOrigin" | "androidAppHash"> & {
  verification: Pick<CodeDelivery["verification"], "id" | "lifetimeSeconds">;
};

/**
 * The message that carries a code: the tenant's template where it has one, else the hub's text in the locale or its language, else in
 * English. For WhatsApp the template's content, whose variable `1` is the code, as in WhatsApp's authentication templates:
 * https://www.twilio.com/docs/content/whatsappauthentication
 */
export const codeMessage = (delivery: Delivery, code: string, wording: CodeWording): CodeMessage => {
  const { channel, locale } = delivery;
  const sid = channel === "whatsapp" && wording.template ? contentSidOf(wording.template, locale) : null;
  if (sid !== null) return { content: { sid, variables: { "1": code } } };
  const ending = channel === "sms" ? endingOf(delivery, code) : noEnding;
  const own = textOfTemplate(delivery, code, wording);
  return { body: own === null ? hubsText(delivery, code, wording.brand, ending) : own + ending.text };
};

interface Ending {
  text: string;
  fits: (body: string) => boolean;
}

const isOneSegment = (body: string): boolean => segmentsOf(body).count === 1;
const noEnding: Ending = { text: "", fits: isOneSegment };

/** So much of a message Android's SMS Retriever reads: https://developers.google.com/identity/sms-retriever/verify */
const retrieverBytes = 140;

/**
 * By what the person's device knows whose code it is: the last line, of a web page's host (https://wicg.github.io/sms-one-time-codes/)
 * or of an Android app's hash.
 */
const endingOf = ({ webOrigin, androidAppHash }: Delivery, code: string): Ending => {
  if (webOrigin !== undefined) return { text: `\n\n@${webOrigin} #${code}`, fits: isOneSegment };
  if (androidAppHash === undefined) return noEnding;
  return { text: `\n\n${androidAppHash}`, fits: (body) => Buffer.byteLength(body) <= retrieverBytes };
};

/** As much as one SMS holds: the advice goes first, then the lifetime, at last the brand. */
const hubsText = ({ locale, verification }: Delivery, code: string, brand: string | null, ending: Ending): string => {
  const known = fittingLocale(codeTexts, locale, fallbackLocale) ?? fallbackLocale;
  const text = codeTexts[known];
  if (!text) throw new Error(`There is no text in ${known}`);
  const from = brand === null ? "" : `${brand}${known === "fr" ? " " : ""}: `;
  const said = from + text.code(code);
  const lifetime = text.lifetime(lifetimeWords(verification.lifetimeSeconds, known));
  const choices = [[said, lifetime, text.warning], [said, lifetime], [said], [text.code(code)]];
  const bodies = choices.map((sentences) => sentences.join(" ") + ending.text);
  return bodies.find(ending.fits) ?? `${said}${ending.text}`;
};

/** Null where there is none, or none that says the code: a code goes out whatever became of a template. */
const textOfTemplate = ({ locale, verification }: Delivery, code: string, wording: CodeWording): string | null => {
  const { template, brand } = wording;
  if (!template) return null;
  const { bodies, defaultLocale, id: templateId } = template;
  const lifetime = lifetimeWords(
    verification.lifetimeSeconds,
    fittingLocale(bodies, locale, defaultLocale) ?? defaultLocale,
  );
  try {
    const { body } = renderBody(template, { locale, variables: { code, brand: brand ?? "", lifetime } });
    if (body.includes(code)) return body;
    log.warn("verification_template_unusable", { templateId, verificationId: verification.id, reason: "no code" });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    log.warn("verification_template_unusable", { templateId, verificationId: verification.id, reason: error.code });
  }
  return null;
};
