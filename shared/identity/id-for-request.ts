import { keyedId } from "../aws/keyed-id.ts";
import { type IdKind, newId } from "../kernel/ids.ts";
import type { Caller } from "./caller.ts";

type Requester = Pick<Caller, "tenantId" | "mode" | "userId">;

/**
 * The id of what a request makes: the one its idempotency key stands for, else a random one. A key belongs to its tenant, operation and mode
 * (invariant 6), and a token's to its user, so that nobody can take the key that the tenant's server will use.
 */
export const idForRequest = async (
  kind: IdKind,
  { tenantId, mode, userId }: Requester,
  operation: string,
  idempotencyKey: string | null,
): Promise<string> =>
  idempotencyKey === null ? newId(kind) : keyedId(kind, tenantId, operation, mode, userId ?? "", idempotencyKey);
