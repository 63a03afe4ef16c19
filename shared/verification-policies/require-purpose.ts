import { unfit } from "../errors.ts";
import type { VerificationPolicy } from "./verification-policy.ts";

/** Throws invalid_request for a purpose that is not one of the policy's. */
export const requirePurpose = ({ purposes }: VerificationPolicy, purpose: string): void => {
  if (!purposes.includes(purpose)) throw unfit("purpose", `not one of the policy's purposes: ${purposes.join(", ")}`);
};
