import type { IncomingMessage } from "node:http";

/**
 * The whole body, or `undefined` when it is longer than `limit` bytes. A body too long is read to its end all the same:
 * answering while the caller still sends would look to it like a reset connection.
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
