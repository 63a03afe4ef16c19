import type * as z from "zod";
import { controlConnection } from "../wire/control-connection.ts";
import type { JournalEntry, JournalFilter } from "../wire/journal.ts";
import type { responseFault } from "../wire/response-fault.ts";
import type { Publication } from "./publications.ts";
import type { Role, Session } from "./roles.ts";

export type SnsControl = ReturnType<typeof snsControl>;

/** Controls and inspects a running SNS simulator over HTTP. */
export function snsControl(url: string) {
  const control = controlConnection(url);
  return {
    accepted: (filter: { to?: string } = {}) => control.get<Publication[]>("/messages", filter),
    requests: (filter: JournalFilter = {}) => control.get<JournalEntry[]>("/requests", filter),
    fault: (fault: z.input<typeof responseFault>) => control.post<{ id: string }>("/faults", fault),
    clearFaults: (filter: { id?: string; to?: string } = {}) => control.delete("/faults", filter),
    optOut: (phoneNumber: string, isOptedOut = true) => control.post<unknown>("/opt-outs", { phoneNumber, isOptedOut }),
    registerRole: (role: Role) => control.post<unknown>("/roles", role),
    assumedRoles: () =>
      control.get<Pick<Session, "roleArn" | "roleSessionName" | "externalId" | "accessKeyId">[]>("/assumed-roles"),
    reset: () => control.post<unknown>("/reset"),
  };
}
