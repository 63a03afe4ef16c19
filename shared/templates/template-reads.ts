import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../aws/dynamodb.ts";
import { listMerged, type Page } from "../aws/merged-query.ts";
import { epochSeconds, now } from "../clock.ts";
import { config } from "../config.ts";
import type { TenantId } from "../ids.ts";
import { isTemplateId, type StoredTemplate, templateFromItem, versionKey } from "./template.ts";

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
