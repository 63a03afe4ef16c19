import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Runs the example as a reader does, on a free port. Returns the page's URL. */
export const serveExample = async (environment: {
  PHONEHUB_URL: string;
  PHONEHUB_KEY: string;
}): Promise<{ url: string; close: () => void }> => {
  const child = spawn(process.execPath, ["docs/examples/verification/serve.mjs"], {
    env: { ...process.env, ...environment, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\/\/localhost:\d+\//.exec(line) ?? [];
    if (url !== undefined) return { url, close: () => child.kill() };
  }
  throw new Error("The example ended before it said where its page is.");
};
