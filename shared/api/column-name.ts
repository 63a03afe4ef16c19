import * as z from "zod";

/** A column of a CSV file, by its name in the first line; compared without case and diacritics where none is written so. */
export const ColumnName = z.string().min(1).max(256);
