import type * as z from "zod";
import type { Erasure } from "../../api/operations/erasures.ts";
import type { StoredJob } from "../jobs/job.ts";

export const viewOfErasure = ({ maskedNumber, counts, ...job }: StoredJob): z.output<typeof Erasure> => {
  const { providerCopiesBlanked = 0, providerCopiesLeft = 0, ...erased } = counts;
  return {
    ...job,
    number: maskedNumber,
    counts: erased,
    providerCopies: { blanked: providerCopiesBlanked, left: providerCopiesLeft },
  };
};
