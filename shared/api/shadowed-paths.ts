import type { Method } from "./operation.ts";

/**
 * Paths that look like a resource of another operation by an id: `GET /v1/messages/preview` reaches getMessage. Each with the methods it
 * does have; a test derives them from the registry.
 */
export const shadowedPaths: Readonly<Record<string, readonly Method[]>> = {
  "/v1/messages/preview": ["POST"],
  "/v1/message-batches/uploads": ["POST"],
  "/v1/opt-outs/import": ["POST"],
  "/v1/opt-outs/export.csv": ["GET"],
  "/v1/verifications/check": ["POST"],
};

/** A path's pattern: each variable stands for one segment. */
export const pathPattern = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{[A-Za-z]+\}/g, "[^/]+")}$`);
