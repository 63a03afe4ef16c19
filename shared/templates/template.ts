import type * as z from "zod";
import type { Template } from "../api/operations/templates.ts";
import type { Item } from "../aws/dynamodb.ts";
import { Problem } from "../kernel/errors.ts";
import type { TenantId } from "../kernel/ids.ts";
import { sortKey } from "../kernel/page-cursor.ts";

export type TemplateView = z.output<typeof Template>;

/** A template as its row holds it. */
export interface StoredTemplate extends TemplateView {
  tenantId: TenantId;
  /** Of the request that made it, where that carried an idempotency key. */
  fingerprint: string | null;
  /** Rises with every change, a new name included; a change is refused where it read an older one. */
  revision: number;
}

/** What a version is a version of. */
export type TemplateContent = Pick<TemplateView, "bodies" | "contentSids" | "defaultLocale" | "variables">;

/** Ids of ours only: no other sort key of the table can be asked for by an id. */
export const isTemplateId = (id: string): boolean => /^tpl_[A-Za-z0-9_-]+$/.test(id);

export const versionKey = (id: string, version: number): string => `${id}#v${version}`;
export const versionsOf = (id: string): string => `${id}#v`;

/** The row that holds a name, so that two templates never can. */
export const nameKey = (name: string): string => `name#${name.normalize("NFC").toLowerCase()}`;

/** The template as it is now, listed by time. */
export const itemOfTemplate = (template: StoredTemplate): Item => ({
  pk: template.tenantId,
  sk: template.id,
  timeKey: template.tenantId,
  timeSort: sortKey(template),
  ...template,
});

/** The same as one of its versions: never changed again, and in no list. */
export const itemOfVersion = (template: StoredTemplate): Item => ({
  pk: template.tenantId,
  sk: versionKey(template.id, template.version),
  ...template,
});

/** The one place where a row becomes a template. */
export const templateFromItem = ({ pk, sk, timeKey, timeSort, expiresAt, ...attributes }: Item): StoredTemplate =>
  attributes as unknown as StoredTemplate;

export const nameTaken = (): Problem => new Problem("conflict", { detail: "name: another template has it already." });
