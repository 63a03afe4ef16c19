import { exportBatches } from "../../batches/erasing/export-batches.ts";
import type { EraserName } from "../../kernel/config.ts";
import type { ExportNumber } from "../../kernel/eraser.ts";
import { exportLookups } from "../../lookups/lookups-of-number.ts";
import { exportMessages } from "../../messages/erasing/export-messages.ts";
import { exportOptOuts } from "../../opt-outs/opt-outs-of-number.ts";
import { exportPreferences } from "../../preferences/preferences-of-number.ts";
import { exportVerifications } from "../../verifications/erasing/verifications-of-number.ts";
import { exportJobs } from "./exports-of-number.ts";

/** The export of each capability that stores data about numbers, by its name in the exported document. */
export const exporters: Readonly<Record<EraserName | "jobs", ExportNumber>> = {
  batches: exportBatches,
  messages: exportMessages,
  lookups: exportLookups,
  optOuts: exportOptOuts,
  preferences: exportPreferences,
  verifications: exportVerifications,
  jobs: exportJobs,
};
