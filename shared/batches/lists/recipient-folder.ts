/** What lies here is kept for 43 days, everything else of a batch for 7: infra/stacks/data.ts. */
export const rangesFolder = "ranges/";
