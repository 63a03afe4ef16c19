import * as z from "zod";

/**
 * A number between two bounds, in steps: a power of ten such as 0.01. What arithmetic with binary fractions leaves beside a step
 * (35 × 0.01 = 0.35000000000000003) counts as the step. Zod's own multipleOf takes 1e-131 for a multiple of 0.01, and DynamoDB does not
 * hold that.
 */
export const decimal = (least: number, most: number, step: number) =>
  z
    .number()
    .min(least)
    .max(most)
    .refine((value) => isBeside(value, nearestStep(value, step)), `must be a multiple of ${step}`)
    .overwrite((value) => nearestStep(value, step))
    .meta({ multipleOf: step });

const nearestStep = (value: number, step: number): number => Number(value.toFixed(Math.round(-Math.log10(step))));

const isBeside = (value: number, step: number): boolean =>
  Math.abs(step - value) <= 4 * Number.EPSILON * Math.abs(value);
