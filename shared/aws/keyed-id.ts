import { type IdKind, idOf } from "../kernel/ids.ts";
import { keyedHash } from "./hash-key.ts";

/**
 * The same parts give the same id: how an idempotency key, a provider's SID or a number names its row. Under a key, because the parts can be
 * guessed: who guesses them must not have the id as well (docs/decisions/0020).
 */
export const keyedId = async (kind: IdKind, ...parts: readonly string[]): Promise<string> =>
  idOf(kind, await keyedHash("id", [kind, ...parts]));
