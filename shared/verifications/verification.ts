import type * as z from "zod";
import type {
  Verification as Contract,
  VerificationChannel,
  VerificationEngineName,
  VerificationStatus,
} from "../api/schemas/verification-schemas.ts";
import type { Scope } from "../kernel/ids.ts";

export type VerificationView = z.output<typeof Contract>;
export type CodeSend = VerificationView["sends"][number];

/** A verification as its row holds it. It never holds a code (invariant 13). */
export interface StoredVerification {
  id: string;
  scope: Scope;
  /** E.164. The row's key holds a keyed hash of it. */
  to: string;
  country: string | null;
  channel: z.output<typeof VerificationChannel>;
  engine: z.output<typeof VerificationEngineName>;
  purpose: string;
  providerConfigId: string | null;
  /** The user whose number is verified: an approval marks it as proven in their preferences. */
  userId?: string;
  metadata: Record<string, string>;
  /** The status as written. A pending one past `codeExpiresAt` has expired (invariant 19). */
  status: z.output<typeof VerificationStatus>;
  /** Counted before a code is compared (invariant 12), and never reset (invariant 13). */
  attempts: number;
  maximumAttempts: number;
  codeLength: number;
  lifetimeSeconds: number;
  /** The MAC of the latest code. Those of older codes are gone. */
  mac?: string;
  /** Twilio Verify's SID. With it, the row holds nothing about the code (invariant 15). */
  providerSid?: string;
  sends: CodeSend[];
  /** Epoch milliseconds. */
  nextSendAt: number | null;
  codeExpiresAt: number;
  approvedAt?: string;
  /** Distinguishes an approval that the SDK repeats from that of another request. */
  approvalToken?: string;
  isTest: boolean;
  createdAt: string;
  requestId?: string;
  /** The claim of the latest start or resend. Only its holder may write the result of the send. */
  claimToken?: string;
  /** Epoch milliseconds until which a send may be under way. Absent: none is. */
  leaseUntil?: number;
  /** The row of the idempotency key that made it, which is erased with it. */
  idempotencyRow?: string;
}
