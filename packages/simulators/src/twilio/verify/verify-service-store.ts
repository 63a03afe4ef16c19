import { newSid } from "../sids.ts";
import type { VerifyService, VerifyServiceSettings } from "./verify-service.ts";

export type VerifyServiceStore = {
  /** Creates a service, or gives an existing one new settings. */
  put: (accountSid: string, settings: VerifyServiceSettings & { sid?: string | undefined }) => VerifyService;
  /** Undefined unless this account owns the service. */
  owned: (accountSid: string, sid: string) => VerifyService | undefined;
  /** Newest first, as in Twilio's list. */
  ofAccount: (accountSid: string) => VerifyService[];
  remove: (sid: string) => void;
};

export function createVerifyServiceStore(): VerifyServiceStore {
  const bySid = new Map<string, VerifyService>();
  return {
    put(accountSid, { sid = newSid("VA"), ...settings }) {
      const now = new Date();
      const service = {
        ...settings,
        sid,
        accountSid,
        dateCreated: bySid.get(sid)?.dateCreated ?? now,
        dateUpdated: now,
      };
      bySid.set(sid, service);
      return service;
    },
    owned(accountSid, sid) {
      const service = bySid.get(sid);
      return service?.accountSid === accountSid ? service : undefined;
    },
    ofAccount: (accountSid) => [...bySid.values()].filter((service) => service.accountSid === accountSid).reverse(),
    remove: (sid) => void bySid.delete(sid),
  };
}
