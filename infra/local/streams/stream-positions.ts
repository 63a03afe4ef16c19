import { readFileSync } from "node:fs";
import * as z from "zod";
import { writeWhole } from "../files/private-files.ts";

/** The position of each reader of a stream: by shard, the sequence number of the last change that its function has processed. */
export interface StreamPositions {
  of: (reader: string) => string | undefined;
  set: (reader: string, sequenceNumber: string) => void;
}

const Positions = z.record(z.string(), z.string());

/** With `file`, the positions outlive the process. */
export function streamPositions(file: string | undefined): StreamPositions {
  const positions = new Map(Object.entries(file === undefined ? {} : read(file)));
  return {
    of: (reader) => positions.get(reader),
    set(reader, sequenceNumber) {
      positions.set(reader, sequenceNumber);
      if (file !== undefined) writeWhole(file, JSON.stringify(Object.fromEntries(positions)));
    },
  };
}

function read(file: string): z.infer<typeof Positions> {
  try {
    return Positions.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}
