import { numberOf } from "../../wire/address.ts";
import type { ControlRoute } from "../../wire/control-routes.ts";
import { type PhoneSettings, phoneSettings } from "../phones/phone-settings.ts";
import { codesIn, type Received, receivedBy } from "../phones/screen.ts";
import type { World } from "../world.ts";

export type PhoneView = { phoneNumber: string; settings: PhoneSettings; received: Received[]; codes: string[] };

export function phoneRoutes(world: World): ControlRoute[] {
  return [
    {
      method: "GET",
      path: "/_simulator/phones/{number}",
      about:
        "Lists the texts and calls that a phone received from all accounts and from Verify, and the codes in them.",
      answer({ path }): PhoneView {
        const phoneNumber = numberOf(path("number"));
        const received = receivedBy(world, phoneNumber);
        return { phoneNumber, settings: world.phones.get(phoneNumber), received, codes: received.flatMap(codesIn) };
      },
    },
    {
      method: "POST",
      path: "/_simulator/phones",
      about:
        'Sets how a phone reacts to calls: { phoneNumber, answers?: "answer" | "busy" | "no-answer" | "failed", answeredBy?, staysAt? }.',
      answer({ body }) {
        const settings = phoneSettings.parse(body);
        world.phones.set(settings);
        return settings;
      },
    },
  ];
}
