import type { FaultStore } from "../wire/fault-store.ts";
import type { Journal } from "../wire/journal.ts";
import type { Pauses } from "../wire/pauses.ts";
import type { ResponseFault } from "../wire/response-fault.ts";
import type { Publications } from "./publications.ts";
import type { Roles } from "./roles.ts";

export type SnsWorld = {
  publications: Publications;
  optedOut: Set<string>;
  roles: Roles;
  faults: FaultStore<ResponseFault>;
  journal: Journal;
  pauses: Pauses;
};
