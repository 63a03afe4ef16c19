import { batchesOfNumber } from "../batches/erasing/batches-of-number.ts";
import type { Eraser } from "../kernel/eraser.ts";
import { lookupsOfNumber } from "../lookups/lookups-of-number.ts";
import { messagesOfNumber } from "../messages/erasing/messages-of-number.ts";
import { optOutsOfNumber } from "../opt-outs/opt-outs-of-number.ts";
import { preferencesOfNumber } from "../preferences/preferences-of-number.ts";
import { verificationsOfNumber } from "../verifications/erasing/verifications-of-number.ts";
import { exportsOfNumber } from "./exports/exports-of-number.ts";

/** Everybody who holds something about phone numbers. A capability that joins this list is erased and exported from then on. */
export const erasers: readonly Eraser[] = [
  // First: what it may still send is a message by the time those are looked for.
  batchesOfNumber,
  messagesOfNumber,
  lookupsOfNumber,
  optOutsOfNumber,
  preferencesOfNumber,
  verificationsOfNumber,
  exportsOfNumber,
];
