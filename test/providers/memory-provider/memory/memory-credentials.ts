import * as z from "zod";
import { text } from "../../../../shared/api/text.ts";

const KeyCredentials = z.strictObject({ key: text(64).min(8) });

export type MemoryCredentials = z.output<typeof KeyCredentials>;

/** The credentials that a caller can set. */
export const memoryCredentialSchemas = [KeyCredentials] as const;

/** The provider refuses every key that begins with `refused`, and accepts all others. */
export const isRefused = ({ key }: MemoryCredentials): boolean => key.startsWith("refused");
