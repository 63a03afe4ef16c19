import { text } from "../text.ts";

/** A column of a CSV file, by its name in the first line; compared without case and diacritics where none is written so. */
export const ColumnName = text(256).min(1);
