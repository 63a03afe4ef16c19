import { type Channel, traitsOf } from "../../api/channels.ts";
import { readTenant } from "../../identity/tenants/tenant-reads.ts";
import { cache } from "../../kernel/cache.ts";
import { isUnseenText } from "../../kernel/characters.ts";
import { Problem } from "../../kernel/errors.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { log } from "../../observability/logger.ts";
import { contentSidOf } from "../../templates/content-sid.ts";
import { renderBody } from "../../templates/render.ts";
import type { TemplateView } from "../../templates/template.ts";
import { readTemplate } from "../../templates/template-reads.ts";
import { fittingLocale } from "../../text/fitting-locale.ts";
import { segmentsOf } from "../../text/segments.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";
import type { CodeDelivery } from "../engines/engine.ts";
import { codeTexts, fallbackLocale, lifetimeWords, spokenTexts, voices } from "./code-texts.ts";

/** The wording of a tenant's codes. */
export interface CodeWording {
  /** One line of at most 30 UTF-16 units. Null: no name. */
  brand: string | null;
  /** The tenant's template, used instead of the hub's texts. */
  template: Pick<TemplateView, "id" | "bodies" | "contentSids" | "defaultLocale"> | null;
}

const brands = cache<string>({ milliseconds: 30_000, entries: 500 });
const templates = cache<CodeWording["template"]>({ milliseconds: 30_000, entries: 500 });

/** Cached for 30 seconds. A deleted template counts as none, because codes must go out. */
export const codeWordingOf = async (
  tenantId: TenantId,
  { brandName, templateId }: Pick<VerificationPolicy, "brandName" | "templateId">,
): Promise<CodeWording> => {
  const [name, template] = await Promise.all([
    brandName ?? brands.recall(tenantId, async () => (await readTenant(tenantId))?.name ?? ""),
    templateId === null
      ? null
      : templates.recall(`${tenantId} ${templateId}`, () => readTemplate(tenantId, templateId)),
  ]);
  if (templateId !== null && !template) log.warn("verification_template_unusable", { templateId, reason: "deleted" });
  return { brand: brandOf(name), template };
};

const maximumLength = 30;

/** Never cuts a character of two units in half. */
const wholeCharactersOf = (line: string): string => {
  const cut = line.slice(0, maximumLength);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
};

/** A name of several lines would break the text apart. */
const brandOf = (name: string): string | null => {
  const line = name.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return isUnseenText(line) ? null : wholeCharactersOf(line).trim();
};

/** Either a text, or a template that the provider keeps. */
export interface CodeMessage {
  body?: string;
  content?: { sid: string; variables: Readonly<Record<string, string>> };
}

type Delivery = Pick<CodeDelivery, "locale" | "webOrigin" | "androidAppHash"> & {
  channel: Channel;
  verification: Pick<CodeDelivery["verification"], "id" | "lifetimeSeconds">;
};

/**
 * The message that carries a code: the tenant's template if it has one, else the hub's text in the locale or its language, else in
 * English. For WhatsApp it is the template's approved content, whose variable `1` is the code, as in WhatsApp's authentication templates:
 * https://www.twilio.com/docs/content/whatsappauthentication
 */
export const codeMessage = (delivery: Delivery, code: string, wording: CodeWording): CodeMessage => {
  const { channel, locale } = delivery;
  const sid = wording.template && contentSidOf(wording.template, channel, locale);
  if (sid !== null) return { content: { sid, variables: { "1": code } } };
  const ending = traitsOf(channel).fillsInCodes ? endingOf(delivery, code) : noEnding;
  const own = textOfTemplate(delivery, code, wording);
  return { body: own === null ? defaultText(delivery, code, wording.brand, ending) : own + ending.text };
};

interface Ending {
  text: string;
  fits: (body: string) => boolean;
}

const isOneSegment = (body: string): boolean => segmentsOf(body).count === 1;
const noEnding: Ending = { text: "", fits: isOneSegment };

/** Android's SMS Retriever reads messages of at most this length: https://developers.google.com/identity/sms-retriever/verify */
const retrieverBytes = 140;

/**
 * The last line of the text, by which the person's device knows which page or app the code belongs to: the host of a web page
 * (https://wicg.github.io/sms-one-time-codes/) or the hash of an Android app.
 */
const endingOf = ({ webOrigin, androidAppHash }: Delivery, code: string): Ending => {
  if (webOrigin !== undefined) return { text: `\n\n@${webOrigin} #${code}`, fits: isOneSegment };
  if (androidAppHash === undefined) return noEnding;
  return { text: `\n\n${androidAppHash}`, fits: (body) => Buffer.byteLength(body) <= retrieverBytes };
};

/** The hub's text. To fit one SMS it leaves out the warning first, then the lifetime, and last the brand. */
const defaultText = (
  { locale, verification }: Delivery,
  code: string,
  brand: string | null,
  ending: Ending,
): string => {
  const known = fittingLocale(codeTexts, locale, fallbackLocale) ?? fallbackLocale;
  const text = codeTexts[known];
  if (!text) throw new Error(`There is no text in ${known}`);
  const from = brand === null ? "" : `${brand}${known === "fr" ? " " : ""}: `;
  const sentence = from + text.code(code);
  const lifetime = text.lifetime(lifetimeWords(verification.lifetimeSeconds, known));
  const choices = [[sentence, lifetime, text.warning], [sentence, lifetime], [sentence], [text.code(code)]];
  const bodies = choices.map((sentences) => sentences.join(" ") + ending.text);
  return bodies.find(ending.fits) ?? `${sentence}${ending.text}`;
};

/** The text of the tenant's template. Null: there is none, or it does not contain the code. A broken template never keeps a code back. */
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

const repetitions = 3;
/** Digits said without a pause. */
const groupLength = 3;

/** TwiML that says a code three times, digit by digit, with pauses to write it down. At most 4,000 characters. */
export const spokenCode = (locale: string, { code, brand }: { code: string; brand: string | null }): string => {
  const known = fittingLocale(spokenTexts, locale, fallbackLocale) ?? fallbackLocale;
  const text = spokenTexts[known];
  const language = voices[fittingLocale(voices, locale, fallbackLocale) ?? fallbackLocale];
  if (!text || !language) throw new Error(`There is no voice for ${known}`);
  const say = (words: string) => `<Say language="${language}">${escaped(words)}</Say>`;
  const digits = groupsOf(code)
    .map((group) => say([...group].join(", ")))
    .join(pause);
  const rounds = Array.from(
    { length: repetitions },
    (_, at) => say(at === 0 ? text.greeting(brand) : text.again) + digits,
  );
  return `<Response>${pause}${rounds.join(pause)}</Response>`;
};

const pause = '<Pause length="1"/>';

/** 1234567 is said as 123, 4567, so that no single digit is left at the end. */
const groupsOf = (code: string): string[] => {
  const count = Math.max(1, Math.floor(code.length / groupLength));
  return Array.from({ length: count }, (_, at) =>
    code.slice(at * groupLength, at === count - 1 ? undefined : (at + 1) * groupLength),
  );
};

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Escapes a tenant's brand, which must not add TwiML. Leaves out characters that XML cannot hold. */
const escaped = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, "")
    .replace(/[&<>"']/g, (one) => entities[one] ?? one);
