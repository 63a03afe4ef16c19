import type { Method } from "./operation.ts";

/**
 * Paths that also match another operation's path with an id: `GET /v1/messages/preview` reaches getMessage. Each has the methods that the
 * path itself supports. A test compares the table with the registry.
 */
export const shadowedPaths: Readonly<Record<string, readonly Method[]>> = {
  "/v1/messages/preview": ["POST"],
  "/v1/message-batches/uploads": ["POST"],
  "/v1/opt-outs/import": ["POST"],
  "/v1/opt-outs/export.csv": ["GET"],
  "/v1/verifications/check": ["POST"],
};

/** Converts a path to a pattern in which each parameter matches one segment. */
export const pathPattern = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{[A-Za-z]+\}/g, "[^/]+")}$`);
