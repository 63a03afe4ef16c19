import type { Waits } from "../../shared/kernel/waits.ts";

/** What a hub under test does sooner than a deployed one. Whatever is absent takes as long as the template says. */
export interface LocalWaits {
  /** Waits inside the functions, in milliseconds. */
  functions?: Partial<Waits>;
  /** After so many seconds a queue delivers again what was received and not deleted. */
  visibilitySeconds?: number;
  /** Milliseconds between two scheduled runs of a function, by its name. */
  scheduleMs?: Readonly<Record<string, number>>;
  /** How long API Gateway keeps the authorizer's answer, in seconds. */
  authorizerSeconds?: number;
}
