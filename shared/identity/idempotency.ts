import { keyedId } from "../aws/hash-key.ts";
import { Problem } from "../kernel/errors.ts";
import { type IdKind, newId } from "../kernel/ids.ts";
import type { Caller } from "./caller.ts";

type Requester = Pick<Caller, "tenantId" | "mode" | "userId">;

/**
 * The id of the thing that a request makes: derived from the idempotency key, or random without one. An idempotency key belongs to its
 * tenant, operation and mode (invariant 6). With a token it also belongs to the user, so that no user can occupy a key that the tenant's
 * server will use.
 */
export const idForRequest = async (
  kind: IdKind,
  { tenantId, mode, userId }: Requester,
  operation: string,
  idempotencyKey: string | null,
): Promise<string> =>
  idempotencyKey === null ? newId(kind) : keyedId(kind, tenantId, operation, mode, userId ?? "", idempotencyKey);

interface Made {
  /** The fingerprint of the first request. */
  fingerprint?: string | null | undefined;
  createdAt: string;
}

/**
 * Returns if the request has the body of the first one, so that the operation can answer with the first result. Else throws
 * idempotency_mismatch.
 */
export const replayOrRefuse = ({ fingerprint, createdAt }: Made, requested: string): void => {
  if (fingerprint === requested) return;
  const advice = "Use a new key for a new request, or send exactly the first body to repeat that request.";
  throw new Problem("idempotency_mismatch", {
    detail: `This Idempotency-Key was first used at ${createdAt}, with another body. ${advice}`,
  });
};
