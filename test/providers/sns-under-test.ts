import { snsControl } from "@phonehub/simulators/sns/control";
import type { Fate, ProviderUnderTest } from "../contracts/main-job.ts";
import { newNumber, running } from "../support/hub/hub.ts";

type Fault = Parameters<ReturnType<typeof snsControl>["fault"]>[0];

const faultOf = (to: string, fate: Exclude<Fate, "accepted">): Fault => {
  const match = { to };
  switch (fate) {
    case "rejected":
      return { kind: "reject", code: "InvalidParameter", match };
    case "optedOut":
      return { kind: "reject", code: "OptedOut", match };
    case "throttled":
      return { kind: "throttle", match };
    case "unknown":
      return { kind: "lost-response", match };
  }
};

/** The simulated SNS, with access keys. */
export const snsUnderTest = async (): Promise<ProviderUnderTest> => {
  const sns = snsControl(running.snsUrl);
  const keys = { accessKeyId: `AKIA${"X".repeat(16)}`, secretAccessKey: "s".repeat(40) };
  return {
    settings: { credentials: { region: "eu-west-1", ...keys } },
    recipient: async (fate) => {
      const to = newNumber();
      if (fate !== "accepted") await sns.fault(faultOf(to, fate));
      return to;
    },
    textsTo: async (to) => (await sns.accepted({ to })).map(({ message }) => message),
  };
};
