import { Problem } from "../errors.ts";

export const nameTaken = (): Problem => new Problem("conflict", { detail: "name: another template has it already." });
