import { randomInt } from "node:crypto";

/**
 * Where Dynoxide listens. It answers every page of every Host, and cannot be told not to. So it takes one of the 16 million addresses that
 * mean this machine: a page that would try them all, with all their ports, would need years. macOS knows 127.0.0.1 alone.
 */
export function privateAddress(platform: NodeJS.Platform = process.platform): string {
  if (platform !== "linux" && platform !== "win32") return "127.0.0.1";
  // Never 127.0.0.x, where others look first.
  return `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
}
