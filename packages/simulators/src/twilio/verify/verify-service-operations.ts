import { jsonAnswer } from "../../wire/reply.ts";
import type { Call, Operation } from "../operation.ts";
import { metaPageAnswer } from "../page.ts";
import { notFound, TwilioError } from "../twilio-error.ts";
import { serviceSettingsFrom, type VerifyService, verifyServiceResource } from "./verify-service.ts";

const collection = "/v2/Services";
const item = "/v2/Services/{service}";

export const verifyServiceOperations: Operation[] = [
  {
    id: "verifyServices.create",
    method: "POST",
    path: collection,
    answer(call) {
      if (!call.params.get("FriendlyName")) {
        throw new TwilioError(20001, "Missing required parameter FriendlyName in the post body");
      }
      const settings = serviceSettingsFrom(call.params);
      const service = call.world.verifyServices.put(call.caller.account.accountSid, settings);
      return jsonAnswer(201, verifyServiceResource(service, call.world.baseUrl()));
    },
  },
  {
    id: "verifyServices.list",
    method: "GET",
    path: collection,
    answer(call) {
      const services = call.world.verifyServices.ofAccount(call.caller.account.accountSid);
      return metaPageAnswer(call, "services", services, (service) =>
        verifyServiceResource(service, call.world.baseUrl()),
      );
    },
  },
  {
    id: "verifyServices.fetch",
    method: "GET",
    path: item,
    answer: (call) => jsonAnswer(200, verifyServiceResource(verifyServiceAt(call), call.world.baseUrl())),
  },
  {
    id: "verifyServices.update",
    method: "POST",
    path: item,
    answer(call) {
      const service = verifyServiceAt(call);
      const { sid, accountSid, dateCreated, dateUpdated: _old, ...before } = service;
      Object.assign(service, serviceSettingsFrom(call.params, before), { dateUpdated: new Date() });
      return jsonAnswer(200, verifyServiceResource(service, call.world.baseUrl()));
    },
  },
  {
    id: "verifyServices.delete",
    method: "DELETE",
    path: item,
    answer(call) {
      call.world.verifyServices.remove(verifyServiceAt(call).sid);
      return { status: 204 };
    },
  },
];

export function verifyServiceAt(call: Call): VerifyService {
  const service = call.world.verifyServices.owned(call.caller.account.accountSid, call.path("service"));
  if (service === undefined) throw notFound(pathWithoutVersion(call));
  return service;
}

/** Verify's 404 names the path without the API's version. */
export function pathWithoutVersion(call: Call): string {
  return call.incoming.path.replace(/^\/v2/, "");
}
