import { type Scope, scopeMode } from "../../kernel/ids.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";

/** The fixed code of a listed test number; null for a live key, which never gets as far as the list. */
export const testCodeOf = (scope: Scope, to: string, { testNumbers }: VerificationPolicy): string | null =>
  scopeMode(scope) === "test" ? (testNumbers.find(({ number }) => number === to)?.code ?? null) : null;
