import { createHash } from "node:crypto";
import { Problem } from "./errors.ts";

/** SHA-256 of a request's body as canonical JSON: members sorted by name, so that their order does not matter. */
export const fingerprintOf = (body: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(body, sortedMembers) ?? "")
    .digest("base64url");

const sortedMembers = (_name: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Same key, same body: the caller answers with what the first request made. Another body: throws idempotency_mismatch. */
export const replayOrRefuse = (existingFingerprint: string | null | undefined, fingerprint: string): void => {
  if (existingFingerprint !== fingerprint) throw new Problem("idempotency_mismatch");
};
