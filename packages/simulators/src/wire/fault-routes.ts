import type { ControlRoute } from "./control-routes.ts";

type Faults = {
  arm: (fault: unknown) => unknown;
  list: () => unknown;
  clear: (filter: { id?: string | undefined; to?: string | undefined }) => void;
};

export function faultRoutes(faults: Faults): ControlRoute[] {
  const path = "/_simulator/faults";
  return [
    { method: "GET", path, about: "Lists the armed faults, and how often each was used.", answer: () => faults.list() },
    {
      method: "POST",
      path,
      about:
        "Arms a fault: { match: { accountSid?, to?, prefix?, operation?, channel? }, kind, times? = 1 (0: until cleared), … }.",
      answer: ({ body }) => faults.arm(body),
    },
    {
      method: "DELETE",
      path,
      about: "Disarms faults: all, or those of ?id= or ?to=.",
      answer: ({ query }) => faults.clear({ id: query("id"), to: query("to") }),
    },
  ];
}
