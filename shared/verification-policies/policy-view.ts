import { ceilingsWith } from "./policy-ceilings.ts";
import { type PolicyLayers, policyIn } from "./verification-policy.ts";

/** A policy as it applies, and the layers behind it. */
export const viewOfPolicy = (layers: PolicyLayers) => ({
  ...policyIn(layers),
  ceilings: ceilingsWith(layers.ceilings),
  own: layers.own,
});
