import type { IncomingMessage } from "node:http";

/**
 * The whole body, or undefined if it is longer than `limit` bytes. It reads a longer body to its end, too: to the caller, an answer before
 * that would look like a reset connection.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length <= limit ? Buffer.concat(chunks) : undefined;
}
