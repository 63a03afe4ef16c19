import { Preferences } from "../api/operations/preferences.ts";
import type { EraseNumber, ExportNumber } from "../kernel/eraser.ts";
import { scopeMode } from "../kernel/ids.ts";
import { readPreferencesOfNumber } from "./preference-reads.ts";
import { deletePreferencesOfNumber } from "./preference-writes.ts";
import { viewOfPreferences } from "./preferences.ts";

/** Erases the preferences of whoever has the number. They go as a whole: a channel was enabled for that number and for no later one. */
export const erasePreferences: EraseNumber = async ({ scope, number, count }) => {
  const found = await readPreferencesOfNumber(scope, number);
  const gone = await Promise.all(found.map(({ userId }) => deletePreferencesOfNumber(scope, userId, number)));
  const erased = gone.filter(Boolean).length;
  await count({ preferences: erased });
  return { erased, waiting: 0 };
};

export const exportPreferences: ExportNumber = async (scope, number) =>
  (await readPreferencesOfNumber(scope, number)).map((preferences) => ({
    mode: scopeMode(scope),
    ...Preferences.parse(viewOfPreferences(preferences)),
  }));
