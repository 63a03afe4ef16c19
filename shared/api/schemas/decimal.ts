import * as z from "zod";

/**
 * A number between two bounds that is a multiple of a step, which is a power of ten such as 0.01. Rounding errors of binary fractions
 * (35 × 0.01 = 0.35000000000000003) are allowed. Zod's own multipleOf accepts 1e-131 as a multiple of 0.01, and DynamoDB cannot store
 * that.
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
