import { keyedId } from "../aws/hash-key.ts";
import { Problem } from "../kernel/errors.ts";
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

interface Made {
  /** Of the request that made it. */
  fingerprint?: string | null | undefined;
  createdAt: string;
}

/** Same key, same body: the caller answers with what the first request made. Another body: throws idempotency_mismatch. */
export const replayOrRefuse = ({ fingerprint, createdAt }: Made, wanted: string): void => {
  if (fingerprint === wanted) return;
  throw new Problem("idempotency_mismatch", {
    detail: `This Idempotency-Key was first used at ${createdAt}, with another body. For a new request take a new key; to repeat the first one, send exactly its body.`,
  });
};
