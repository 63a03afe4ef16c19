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
  /** E.164; its row lies under a keyed hash of it. */
  to: string;
  country: string | null;
  channel: z.output<typeof VerificationChannel>;
  engine: z.output<typeof VerificationEngineName>;
  purpose: string;
  providerConfigId: string | null;
  /** The user whose own configuration it is; left out: the tenant's or the hub's. */
  userId?: string;
  metadata: Record<string, string>;
  /** As written; one past its codeExpiresAt is expired, whatever stands here (invariant 19). */
  status: z.output<typeof VerificationStatus>;
  /** Counted before a code is compared (invariant 12), and never reset (invariant 13). */
  attempts: number;
  maximumAttempts: number;
  codeLength: number;
  lifetimeSeconds: number;
  /** MAC of the latest code; an older one is gone. */
  mac?: string;
  /** Twilio Verify's name of it; then nothing about the code is here (invariant 15). */
  providerSid?: string;
  sends: CodeSend[];
  /** Epoch milliseconds. */
  nextSendAt: number | null;
  codeExpiresAt: number;
  approvedAt?: string;
  /** Tells our own write of the approval, where the SDK repeats it, from another's. */
  approvalToken?: string;
  isTest: boolean;
  createdAt: string;
  requestId?: string;
  /** Of the start or resend that is under way: only it may write what its send came to. */
  claimToken?: string;
  /** Epoch milliseconds until which it may be at work; absent: none is. */
  leaseUntil?: number;
  /** The row of the idempotency key that made it, to be erased together with it. */
  idempotencyRow?: string;
}
