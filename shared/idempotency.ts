import { Problem } from "./errors.ts";

/** Same key, same body: the caller answers with what the first request made. Another body: throws idempotency_mismatch. */
export const replayOrRefuse = (existingFingerprint: string | null | undefined, fingerprint: string): void => {
  if (existingFingerprint !== fingerprint) throw new Problem("idempotency_mismatch");
};
