import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../aws/dynamodb.ts";
import { listMerged, type Page } from "../aws/merged-query.ts";
import { epochSeconds, now } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import { notFound } from "../kernel/errors.ts";
import type { TenantId } from "../kernel/ids.ts";
import { isTemplateId, nameKey, type StoredTemplate, templateFromItem, versionKey } from "./template.ts";

const table = () => config.table("templates");

/**
 * A template as it is now; or one of its versions as it then was, which whoever began with it may read even after the template was
 * deleted. Null: there is no such one.
 */
export const readTemplate = async (
  tenantId: TenantId,
  id: string,
  version?: number,
): Promise<StoredTemplate | null> => {
  if (!isTemplateId(id)) return null;
  const sk = version === undefined ? id : versionKey(id, version);
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: { pk: tenantId, sk }, ConsistentRead: true }),
  );
  if (!Item || (typeof Item.expiresAt === "number" && Item.expiresAt <= epochSeconds(now()))) return null;
  return templateFromItem(Item);
};

/** How a request names a template: by its id, or by its name in any case. */
export interface NamedTemplate {
  id?: string | undefined;
  name?: string | undefined;
}

/** The template that a request names. Throws not_found. */
export const chosenTemplate = async (tenantId: TenantId, { id, name }: NamedTemplate): Promise<StoredTemplate> => {
  const wanted = id ?? (await idOfName(tenantId, name ?? ""));
  const template = wanted === null ? null : await readTemplate(tenantId, wanted);
  // Renamed between the two reads: the name is another's, or nobody's.
  if (!template || (name !== undefined && nameKey(template.name) !== nameKey(name))) throw notFound("template");
  return template;
};

const idOfName = async (tenantId: TenantId, name: string): Promise<string | null> => {
  const Key = { pk: tenantId, sk: nameKey(name) };
  const { Item } = await dynamodb().send(new GetCommand({ TableName: table(), Key, ConsistentRead: true }));
  return typeof Item?.templateId === "string" ? Item.templateId : null;
};

/** A tenant's templates as they are now, newest first. Throws invalid_cursor. */
export const readTemplatePage = (
  tenantId: TenantId,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<StoredTemplate>> =>
  listMerged({
    ...page,
    sources: [{ table: table(), index: "byTime", key: { name: "timeKey", value: tenantId }, sortName: "timeSort" }],
    load: (items) => items.map(templateFromItem),
  });

/** A template as its managers see it: an earlier version under today's name, and none of one that was deleted. Throws not_found. */
export const templateInVersion = async (tenantId: TenantId, id: string, version?: number): Promise<StoredTemplate> => {
  const current = await readTemplate(tenantId, id);
  if (!current) throw notFound("template");
  if (version === undefined || version === current.version) return current;
  const earlier = await readTemplate(tenantId, id, version);
  if (!earlier) throw notFound("version of the template");
  return { ...earlier, name: current.name };
};
