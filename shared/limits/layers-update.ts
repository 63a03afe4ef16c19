import type { TransactItem } from "../aws/transaction.ts";

/** Writes both layers of a tenant's settings, on the condition that the row still has the revision `read`. */
export const layersUpdate = (
  TableName: string,
  Key: { pk: string },
  { ceilings, own }: { ceilings: object; own: object },
  read: number,
): TransactItem => ({
  Update: {
    ...{ TableName, Key },
    UpdateExpression: "SET ceilings = :ceilings, own = :own, revision = :next",
    ConditionExpression: read === 0 ? "attribute_not_exists(revision)" : "revision = :read",
    ExpressionAttributeValues: {
      ...{ ":ceilings": ceilings, ":own": own, ":next": read + 1 },
      ...(read === 0 ? {} : { ":read": read }),
    },
  },
});
