/** The first bytes of files of other kinds, as Latin-1, and advice for the user. The first match counts. */
const kinds: readonly { begins: RegExp; is: string; save: string }[] = [
  {
    begins: /^PK\x03\x04.*(?:xl\/|\[Content_Types\]\.xml)/s,
    is: "an Excel workbook (.xlsx)",
    save: "save it in Excel as",
  },
  { begins: /^PK\x03\x04.*opendocument\.spreadsheet/s, is: "an OpenDocument spreadsheet (.ods)", save: "save it as" },
  { begins: /^PK\x03\x04.*\.iwa/s, is: "a Numbers spreadsheet", save: "export it from Numbers as" },
  { begins: /^PK\x03\x04/, is: "a ZIP archive or a workbook, such as .xlsx", save: "unpack it, or save it as" },
  { begins: /^\xd0\xcf\x11\xe0/, is: "an old Excel workbook (.xls)", save: "save it in Excel as" },
  { begins: /^\x1f\x8b/, is: "compressed (gzip)", save: "unpack it, or save it as" },
  { begins: /^%PDF-/, is: "a PDF", save: "save the table it was made of as" },
  {
    begins: /^\s*BEGIN:VCARD/i,
    is: "a file of vCards (.vcf)",
    save: "import it into a contacts program and export it as",
  },
  { begins: /^\{\\rtf/, is: "a text document (RTF)", save: "save its table as" },
  {
    begins: /^\s*(?:<!doctype\s+html|<html|<table|MIME-Version:)/i,
    is: "a web page (HTML)",
    save: "open it in a spreadsheet and save it as",
  },
  { begins: /^\s*<\?xml/i, is: "XML", save: "open it in a spreadsheet and save it as" },
  { begins: /^(?:\x89PNG|\xff\xd8\xff|GIF8)/, is: "an image", save: "write its table as" },
];

/** The number of bytes that are enough to find the kind of a file. */
export const bytesOfKind = 4096;

/** If the file is not text, returns a sentence with its kind and how to convert it. Null: it may be text. */
export const otherKind = (beginning: Uint8Array): string | null => {
  const text = Buffer.from(beginning.subarray(0, bytesOfKind))
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "");
  const kind = kinds.find(({ begins }) => begins.test(text));
  return kind ? `The file is ${kind.is}: ${kind.save} CSV in UTF-8.` : null;
};
