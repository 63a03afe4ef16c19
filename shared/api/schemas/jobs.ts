import * as z from "zod";
import { Id, NumberInput, Time } from "../common.ts";
import { Country } from "./country.ts";

/** The members of every job on a number's data. Answers mask the number, and the hub deletes it when the job ends. */
export const jobMembers = {
  id: Id,
  number: z.string().meta({ description: "Masked", examples: ["+1415•••0123"] }),
  status: z.enum(["pending", "running", "completed", "failed"]),
  failure: z.string().nullable().meta({ description: "Why it failed; what was done stays done" }),
  createdAt: Time,
  completedAt: Time.nullable(),
};

export const JobNumber = { number: NumberInput, country: Country.optional() };
