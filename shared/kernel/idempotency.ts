import { Problem } from "./errors.ts";

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
