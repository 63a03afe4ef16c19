import { type ParseArgsConfig, parseArgs } from "node:util";

type Values = ReturnType<typeof parseArgs>["values"];

/**
 * Reads the options of a tool's command line. `--help` prints the usage and ends the process. An unknown option ends it with exit code 1.
 */
export function readCommandLine(usage: string, options: NonNullable<ParseArgsConfig["options"]> = {}): Values {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: "boolean" } } });
    if (!values.help) return values;
  } catch (error) {
    return refuseCommandLine(usage, error instanceof Error ? error.message : String(error));
  }
  console.log(usage);
  process.exit(0);
}

/** Prints why a command line is invalid, and ends the process with exit code 1. */
export function refuseCommandLine(usage: string, reason: string): never {
  console.error(`${reason}\n\n${usage}`);
  process.exit(1);
}
