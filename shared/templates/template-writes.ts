import { type TransactItem, transact } from "../aws/transaction.ts";
import type { AuditEntry } from "../identity/audit/audit-entry.ts";
import { auditRow } from "../identity/audit/audit-writes.ts";
import { config } from "../kernel/config.ts";
import { itemOfTemplate, itemOfVersion, nameKey, type StoredTemplate } from "./template.ts";

const table = () => config.table("templates");

const absent = "attribute_not_exists(pk)";

/** `exists`: there is one of that id. `nameTaken`: another one has the name. */
export const insertTemplate = async (
  template: StoredTemplate,
  audit: AuditEntry,
): Promise<"inserted" | "exists" | "nameTaken"> => {
  const refused = await transact([
    { Put: { TableName: table(), Item: itemOfTemplate(template), ConditionExpression: absent } },
    putOfVersion(template),
    putOfName(template),
    auditRow(audit),
  ]);
  if (refused.length === 0) return "inserted";
  return refused.includes(0) ? "exists" : "nameTaken";
};

/** Writes `next` over what was read. `raced`: somebody changed it since. */
export const replaceTemplate = async (
  read: StoredTemplate,
  next: StoredTemplate,
  audit: AuditEntry,
): Promise<"replaced" | "raced" | "nameTaken"> => {
  const isRenamed = nameKey(read.name) !== nameKey(next.name);
  const refused = await transact([
    {
      Put: {
        TableName: table(),
        Item: itemOfTemplate(next),
        ConditionExpression: "revision = :read",
        ExpressionAttributeValues: { ":read": read.revision },
      },
    },
    auditRow(audit),
    ...(isRenamed ? [putOfName(next), deleteOfName(read)] : []),
    ...(next.version === read.version ? [] : [putOfVersion(next)]),
  ]);
  if (refused.length === 0) return "replaced";
  return refused.includes(0) ? "raced" : "nameTaken";
};

/** Deletes a template and frees its name; its versions stay. False: somebody changed it since it was read. */
export const deleteTemplateRow = async (read: StoredTemplate, audit: AuditEntry): Promise<boolean> => {
  const refused = await transact([
    {
      Delete: {
        TableName: table(),
        Key: { pk: read.tenantId, sk: read.id },
        ConditionExpression: "revision = :read",
        ExpressionAttributeValues: { ":read": read.revision },
      },
    },
    deleteOfName(read),
    auditRow(audit),
  ]);
  return refused.length === 0;
};

const putOfVersion = (template: StoredTemplate): TransactItem => ({
  Put: { TableName: table(), Item: itemOfVersion(template) },
});

const putOfName = ({ tenantId, name, id }: StoredTemplate): TransactItem => ({
  Put: { TableName: table(), Item: { pk: tenantId, sk: nameKey(name), templateId: id }, ConditionExpression: absent },
});

const deleteOfName = ({ tenantId, name }: StoredTemplate): TransactItem => ({
  Delete: { TableName: table(), Key: { pk: tenantId, sk: nameKey(name) } },
});
