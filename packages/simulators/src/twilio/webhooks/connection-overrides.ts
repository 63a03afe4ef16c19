/** The fragment of a webhook URL, such as `#rc=3&rp=ct,5xx`: Twilio's number of retries, their causes, and the timeout. */
export type ConnectionOverrides = {
  retries: number;
  retryOn: { connect: boolean; timeout: boolean; clientError: boolean; serverError: boolean };
  timeoutMs: number;
};

/** Twilio's defaults: one retry, only after a failed connection, 15 s in total. */
export function connectionOverrides(url: string): ConnectionOverrides {
  const fragment = new URLSearchParams(url.split("#")[1] ?? "");
  const policies = (fragment.get("rp") ?? "ct").split(",");
  const has = (policy: string) => policies.includes(policy) || policies.includes("all");
  return {
    retries: within(fragment.get("rc"), 0, 5, 1),
    retryOn: { connect: has("ct"), timeout: has("rt"), clientError: has("4xx"), serverError: has("5xx") },
    timeoutMs: Math.min(
      within(fragment.get("rt"), 100, 15_000, 15_000),
      within(fragment.get("tt"), 100, 15_000, 15_000),
    ),
  };
}

function within(text: string | null, least: number, most: number, fallback: number): number {
  if (text === null || !/^\d+$/.test(text)) return fallback;
  return Math.min(Math.max(Number(text), least), most);
}
