import { readFileSync } from "node:fs";
import * as z from "zod";
import type { Fate, ProviderUnderTest } from "../../contracts/main-job.ts";
import { newNumber, running } from "../../support/hub/hub.ts";
import { endings } from "./memory/memory-messages.ts";

const endingOf: Readonly<Record<Exclude<Fate, "accepted">, keyof typeof endings>> = {
  rejected: "rejected",
  optedOut: "optedOut",
  throttled: "throttled",
  unknown: "lost",
};

const Printed = z.object({ acceptedByMemory: z.object({ to: z.string(), body: z.string() }) });

/** The functions print each text that the provider accepts. */
const printedTexts = () =>
  readFileSync(running.logFile, "utf8")
    .split("\n")
    .filter((line) => line.includes('{"acceptedByMemory"'))
    .map((line) => Printed.parse(JSON.parse(line.slice(line.indexOf("{")))).acceptedByMemory);

export const memoryUnderTest = async (): Promise<ProviderUnderTest> => ({
  settings: { credentials: { key: "a-key-of-an-example" }, fromNumbers: [newNumber()] },
  recipient: async (fate) =>
    fate === "accepted" ? newNumber() : `${newNumber().slice(0, 5)}${endings[endingOf[fate]]}`,
  textsTo: async (to) => printedTexts().flatMap((text) => (text.to === to ? [text.body] : [])),
});
