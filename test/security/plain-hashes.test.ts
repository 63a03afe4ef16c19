import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/**
 * The files that make hashes without a key. A hash confirms a guess of its input, so an input that can be guessed needs a key
 * (shared/aws/hash-key.ts). docs/decisions/0020 says for each file why its input cannot be guessed, or why that does not matter.
 */
const plainHashes = [
  "identity/api-keys/key-secret.ts",
  "events/event.ts",
  "kernel/ids.ts",
  "messages/message-keys.ts",
  "providers/sns/sns-opt-outs.ts",
  "verifications/verification-keys.ts",
];
const keyedHashes = ["aws/hash-key.ts", "verifications/engines/code-mac.ts"];

const sources = readdirSync("shared", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const hashing = sources.filter((file) =>
  /\b(createHash|createHmac|digest|eventIdOf)\(/.test(readFileSync(`shared/${file}`, "utf8")),
);

test("shared makes hashes without a key only in the listed files (invariants 16 and 25)", () => {
  expect(hashing.sort()).toEqual([...plainHashes, ...keyedHashes].sort());
});

test("docs/decisions/0020 names every file that hashes without a key", () => {
  const decision = readFileSync("docs/decisions/0020-ids-are-keyed-hashes.md", "utf8");
  for (const file of plainHashes) expect(decision).toContain(`shared/${file}`);
});
