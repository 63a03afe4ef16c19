import type { IncomingMessage, ServerResponse } from "node:http";
import type { CorsSettings } from "./api-definition.ts";

/**
 * Sets the CORS headers of an answer. It answers a preflight itself, regardless of the routes, as HTTP APIs do. Returns true if it has
 * answered the request.
 */
export function applyCors(cors: CorsSettings, request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  const isPreflight = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
  if (origin !== undefined && (cors.origins.includes("*") || cors.origins.includes(origin))) {
    response.setHeader("access-control-allow-origin", cors.origins.includes("*") ? "*" : origin);
    if (cors.allowCredentials) response.setHeader("access-control-allow-credentials", "true");
    setList(response, "access-control-expose-headers", cors.exposeHeaders);
    if (isPreflight) {
      setList(response, "access-control-allow-methods", cors.methods);
      setList(response, "access-control-allow-headers", cors.headers);
      if (cors.maxAgeSeconds !== undefined) response.setHeader("access-control-max-age", cors.maxAgeSeconds);
    }
  }
  if (isPreflight && origin !== undefined) response.writeHead(204).end();
  return isPreflight && origin !== undefined;
}

function setList(response: ServerResponse, name: string, values: string[]) {
  if (values.length > 0) response.setHeader(name, values.join(","));
}
