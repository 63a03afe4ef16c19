import * as rules from "../api/rules.ts";
import { broken } from "../kernel/errors.ts";
import type { VerificationPolicy } from "./verification-policy.ts";

/** Throws invalid_request for a purpose that is not one of the policy's. */
export const requirePurpose = ({ purposes }: VerificationPolicy, purpose: string): void => {
  if (!purposes.includes(purpose)) throw broken(rules.policyPurpose, { more: purposes.join(", ") });
};
