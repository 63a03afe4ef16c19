import { Problem } from "../kernel/errors.ts";

export const nameTaken = (): Problem => new Problem("conflict", { detail: "name: another template has it already." });
