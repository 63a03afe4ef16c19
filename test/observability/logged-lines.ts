import { readFileSync } from "node:fs";
import * as z from "zod";
import { running } from "../support/hub/hub.ts";

const Line = z.looseObject({
  code: z.string(),
  requestId: z.string().optional(),
  correlationId: z.string().optional(),
  messageId: z.string().optional(),
});

export type LoggedLine = z.output<typeof Line> & { by: string };

/** The functions' log lines that contain a text, oldest first, each with the function that wrote it. */
export const linesWith = (text: string): LoggedLine[] =>
  readFileSync(running.logFile, "utf8")
    .split("\n")
    .filter((line) => line.includes(text) && line.includes(" {"))
    .map((line) => {
      const at = line.indexOf(" {");
      return { ...Line.parse(JSON.parse(line.slice(at + 1))), by: line.slice(0, at) };
    });
