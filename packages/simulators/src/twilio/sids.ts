import { randomUUID } from "node:crypto";

type SidPrefix = "AC" | "SK" | "PN" | "SM" | "MM" | "ME" | "MG" | "XE" | "RQ" | "VA" | "VE" | "VL" | "CA";

export function newSid(prefix: SidPrefix): string {
  return prefix + randomUUID().replaceAll("-", "");
}
