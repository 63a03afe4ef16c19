import * as z from "zod";
import { text } from "../../../../shared/api/text.ts";

const KeyCredentials = z.strictObject({ key: text(64).min(8) });

export type MemoryCredentials = z.output<typeof KeyCredentials>;

/** What a caller may set. */
export const memoryCredentialSchemas = [KeyCredentials] as const;

/** The provider knows every key but those that begin so. */
export const isRefused = ({ key }: MemoryCredentials): boolean => key.startsWith("refused");
