import { readTenant } from "../../identity/tenants/tenant-reads.ts";
import { cache } from "../../kernel/cache.ts";
import { isUnseenText } from "../../kernel/characters.ts";
import { second } from "../../kernel/durations.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { log } from "../../observability/logger.ts";
import type { TemplateView } from "../../templates/template.ts";
import { readTemplate } from "../../templates/template-reads.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";

/** What a tenant's codes are said with. */
export interface CodeWording {
  /** On one line, at most 30 UTF-16 units; null: nobody's name. */
  brand: string | null;
  /** The tenant's own, instead of the hub's texts. */
  template: Pick<TemplateView, "id" | "bodies" | "contentSids" | "defaultLocale"> | null;
}

const brands = cache<string>({ milliseconds: 30 * second, entries: 500 });
const templates = cache<CodeWording["template"]>({ milliseconds: 30 * second, entries: 500 });

/** As it was within the last 30 seconds. A template that was deleted is none, for codes have to go out. */
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

/** A cut never goes through a character of two units. */
const wholeCharactersOf = (line: string): string => {
  const cut = line.slice(0, maximumLength);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
};

/** A name of several lines would tear the text apart. */
const brandOf = (name: string): string | null => {
  const line = name.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return isUnseenText(line) ? null : wholeCharactersOf(line).trim();
};
