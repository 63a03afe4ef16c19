import { writeFileSync } from "node:fs";
import * as z from "zod";
import { callAsRoot } from "./call-as-root.ts";
import { inWorkspace } from "./workspace.ts";

const Groups = z.object({
  logGroups: z.array(z.object({ logGroupName: z.string() })),
  nextToken: z.string().nullish(),
});
const Events = z.object({ events: z.array(z.object({ timestamp: z.number(), message: z.string() })) });

/** Writes the functions' log lines to functions.log, oldest first. Returns the last five lines with an error. */
export async function saveFunctionLogs(endpoint: string): Promise<string[]> {
  const logs = cloudWatchLogs(endpoint);
  const lines: { timestamp: number; line: string }[] = [];
  let nextToken: string | undefined;
  do {
    const page = Groups.parse(await logs("DescribeLogGroups", { ...(nextToken && { nextToken }) }));
    for (const { logGroupName } of page.logGroups) {
      const { events } = Events.parse(await logs("FilterLogEvents", { logGroupName }));
      for (const { timestamp, message } of events)
        lines.push({ timestamp, line: `${logGroupName} ${message.trimEnd()}` });
    }
    nextToken = page.nextToken ?? undefined;
  } while (nextToken !== undefined);
  lines.sort((one, other) => one.timestamp - other.timestamp);
  const text = lines.map(({ line }) => line);
  writeFileSync(inWorkspace("functions.log"), `${text.join("\n")}\n`);
  return text.filter((line) => /"level":"(ERROR|CRITICAL)"|Runtime\.|Task timed out/.test(line)).slice(-5);
}

const cloudWatchLogs =
  (endpoint: string) =>
  async (operation: string, input: object): Promise<unknown> => {
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `Logs_20140328.${operation}` };
    return JSON.parse(await callAsRoot(endpoint, "logs", headers, JSON.stringify(input)));
  };
