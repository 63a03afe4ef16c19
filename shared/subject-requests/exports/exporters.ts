import { exportBatches } from "../../batches/erasing/export-batches.ts";
import type { EraserName } from "../../kernel/config.ts";
import type { ExportNumber } from "../../kernel/eraser.ts";
import { exportLookups } from "../../lookups/lookups-of-number.ts";
import { exportMessages } from "../../messages/erasing/export-messages.ts";
import { exportOptOuts } from "../../opt-outs/opt-outs-of-number.ts";
import { exportPreferences } from "../../preferences/preferences-of-number.ts";
import { exportVerifications } from "../../verifications/erasing/verifications-of-number.ts";
import { exportJobs } from "./exports-of-number.ts";

/** What each capability that erases tells of a number, by the name that the exported document has for it. */
export const exporters: Readonly<Record<EraserName | "jobs", ExportNumber>> = {
  batches: exportBatches,
  messages: exportMessages,
  lookups: exportLookups,
  optOuts: exportOptOuts,
  preferences: exportPreferences,
  verifications: exportVerifications,
  jobs: exportJobs,
};
