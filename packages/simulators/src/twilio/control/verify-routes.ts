import * as z from "zod";
import { ControlError, type ControlRoute } from "../../wire/control-routes.ts";
import type { SendAttempt, Verification } from "../verify/verification.ts";
import { verifyServiceInput } from "../verify/verify-service.ts";
import type { World } from "../world.ts";

/** A verification in the control API, with its code. Dates are ISO 8601. */
export type LedgerVerification = Omit<Verification, "sends" | "dateCreated" | "dateUpdated" | "expiresAt"> &
  Record<"dateCreated" | "dateUpdated" | "expiresAt", string> & { sends: (Omit<SendAttempt, "at"> & { at: string })[] };

const newService = verifyServiceInput.extend({ accountSid: z.string() });

/** At least one member is needed: an empty filter would expire the verifications of other tests. */
const expiryFilter = z
  .strictObject({
    to: z.string().optional(),
    sid: z.string().optional(),
    serviceSid: z.string().optional(),
    accountSid: z.string().optional(),
  })
  .refine((filter) => Object.keys(filter).length > 0, "name at least one of to, sid, serviceSid and accountSid");

export function verifyRoutes(world: World): ControlRoute[] {
  return [
    {
      method: "POST",
      path: "/_simulator/verify-services",
      about:
        "Creates or replaces a Verify service: { accountSid, sid?, friendlyName?, codeLength?, customCodeEnabled?, … }.",
      answer({ body }) {
        const { accountSid, ...settings } = newService.parse(body);
        if (world.accounts.get(accountSid) === undefined) throw new ControlError(`no account ${accountSid}`);
        return world.verifyServices.put(accountSid, settings);
      },
    },
    {
      method: "GET",
      path: "/_simulator/verifications",
      about: "Lists all verifications with their codes: ?to=, ?sid=, ?serviceSid=, ?accountSid=.",
      answer: ({ query }) =>
        world.verifications
          .ledger({
            to: query("to"),
            sid: query("sid"),
            serviceSid: query("serviceSid"),
            accountSid: query("accountSid"),
          })
          .map(ledgerVerification),
    },
    {
      method: "POST",
      path: "/_simulator/verifications/expire",
      about:
        "Expires verifications, as after ten minutes: { to?, sid?, serviceSid?, accountSid? }. Returns how many were pending.",
      answer: ({ body }) => ({ expired: expire(world.verifications.ledger(expiryFilter.parse(body))) }),
    },
  ];
}

function expire(verifications: Verification[]): number {
  const now = new Date();
  for (const verification of verifications) verification.expiresAt = now;
  return verifications.filter(({ status }) => status === "pending").length;
}

function ledgerVerification(verification: Verification): LedgerVerification {
  return {
    ...verification,
    sends: verification.sends.map((send) => ({ ...send, at: send.at.toISOString() })),
    dateCreated: verification.dateCreated.toISOString(),
    dateUpdated: verification.dateUpdated.toISOString(),
    expiresAt: verification.expiresAt.toISOString(),
  };
}
