import { describe, expect, test } from "vitest";
import { type List, openList, type Row } from "../../shared/csv/open-list.ts";

type Content = string | Uint8Array;

async function* piecesOf(content: Content, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Read {
  names: List["names"] | undefined;
  /** Each row's line, with its number or the reason why it has none. */
  rows: [number, string][];
}

const read = async (content: Content, columns: Record<string, string> = {}, size = 10_000): Promise<Read> => {
  const list = await openList(piecesOf(content, size), { columns, country: "US" });
  const rows: Row[] = [];
  if (list) for await (const some of list.rows) rows.push(...some);
  const numberOrReason = (row: Row): [number, string] => [
    row.line,
    "reason" in row ? row.reason : (row.cells[list?.to ?? 0] ?? ""),
  ];
  return { names: list?.names, rows: rows.map(numberOrReason) };
};

const numbersIn = async (content: Content, columns: Record<string, string> = {}): Promise<string[]> =>
  (await read(content, columns)).rows.map(([, text]) => text.trim());

const [ada, bob, cy] = ["+14155553101", "+14155553102", "+14155553103"];

describe("openList()", () => {
  const lines = ["to,name", `${ada},Ada`, `${bob},"Bob`, 'the second"', "", `${cy},Cy`];
  const expected = [
    [2, ada],
    [3, bob],
    [6, cy],
  ];

  test.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("splits lines at %s, wherever a chunk of the file ends", async (_name, end) => {
    for (const size of [1, 7, 4_097, 10_000]) {
      const content = `${lines.join(end)}${end}`.padEnd(4_100, end);
      expect((await read(content, {}, size)).rows).toEqual(expected);
      expect((await read(lines.join(end), {}, size)).rows).toEqual(expected);
    }
  });

  test.each([
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFFto,name\r\n${ada},Zoë`)],
    ["UTF-16, little endian", Buffer.from(`\uFEFFto\tname\r\n${ada}\tZoë`, "utf16le")],
    ["UTF-16, big endian", Buffer.from(`\uFEFFto\tname\r\n${ada}\tZoë`, "utf16le").swap16()],
    ["UTF-16 without a mark", Buffer.from(`to;name\r\n${ada};Zoë`, "utf16le")],
    ["Windows-1252", Buffer.from(`to;name\r\n${ada};Zoë`, "latin1")],
  ])("decodes %s", async (_name, content) => {
    const list = await openList(piecesOf(content, 5), { columns: {}, country: null });
    const rows: Row[] = [];
    if (list) for await (const some of list.rows) rows.push(...some);
    expect(list?.names).toEqual(["to", "name"]);
    expect(rows).toMatchObject([{ line: 2, cells: [ada, "Zoë"] }]);
  });

  test("reports a line that is not UTF-8, and reads the other lines of a UTF-8 file", async () => {
    const content = Buffer.concat([
      Buffer.from(`to,name\n${ada},Zoë\n`),
      Buffer.from(`${bob},Zoë\n`, "latin1"),
      Buffer.from(cy),
    ]);
    expect((await read(content)).rows).toEqual([
      [2, ada],
      [3, "not_utf8"],
      [4, cy],
    ]);
  });

  test.each([
    ["Polish in Windows-1250", [0x4d, 0x61, 0xb3, 0x67, 0x6f, 0x72]],
    ["Czech in Windows-1250", [0x4a, 0x69, 0xf8, 0xed]],
    ["Czech in Windows-1250, alone", [0x4b, 0x75, 0xe8, 0x65, 0x72, 0x61]],
    ["Polish ń in Windows-1250", [0x5a, 0x69, 0x65, 0x6c, 0x69, 0xf1, 0x73, 0x6b, 0x69]],
    ["Turkish in Windows-1254", [0x53, 0x65, 0xfe, 0x65, 0x6e]],
    ["Russian in Windows-1251", [0xc8, 0xe2, 0xe0, 0xed]],
    ["German in the Macintosh's encoding", [0x4d, 0x9f, 0x6c, 0x6c, 0x65, 0x72]],
    ["Spanish in the Macintosh's encoding", [0x47, 0x61, 0x72, 0x63, 0x92, 0x61]],
    ["German in code page 850", [0x4d, 0x81, 0x6c, 0x6c, 0x65, 0x72]],
    ["Japanese in Shift JIS", [0x93, 0x63, 0x92, 0x86]],
    ["Chinese in GBK", [0xcd, 0xf5, 0xcf, 0xfe]],
  ])("refuses a file whose encoding is not certain: %s (invariant 33)", async (_name, name) => {
    const content = Buffer.concat([Buffer.from(`to,name\n${ada},`), Buffer.from(name)]);
    await expect(read(content)).rejects.toThrow("its encoding is not certain: save it as CSV in UTF-8");
  });

  test.each([
    "Müller",
    "Núñez",
    "Ibáñez",
    "Muñoz",
    "Iñárritu",
    "Conceição",
    "João",
    "Simões",
    "Hélène",
    "Thérèse",
    "François",
    "Søren",
    "Kjærgård",
    "Åse",
    "Größe",
    "D’Angelo",
    "Loïc",
    "Nicolò",
    "“Ada”",
    "10 €",
    "Bob’s",
    "Fête",
    "voilà",
    "Agnès",
    "Inês",
    "N° 7",
    "£5",
  ])("decodes %s from Windows-1252", async (name) => {
    const upper: Record<string, number> = { "€": 0x80, "’": 0x92, "“": 0x93, "”": 0x94 };
    const bytes = Buffer.from([...name].map((letter) => upper[letter] ?? letter.charCodeAt(0)));
    const content = Buffer.concat([Buffer.from(`to,name\n${ada},`), bytes]);
    const list = await openList(piecesOf(content, 1_000), { columns: {}, country: null });
    for await (const rows of list?.rows ?? [])
      for (const row of rows) expect(row).toMatchObject({ cells: [ada, name] });
  });
});

describe("openList() refuses a file that is", () => {
  const zip = (names: string) =>
    Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), Buffer.from(names), Buffer.alloc(600)]);
  test.each([
    ["an Excel workbook (.xlsx)", zip("[Content_Types].xml")],
    ["an OpenDocument spreadsheet (.ods)", zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet")],
    ["a ZIP archive", zip("list.csv")],
    ["an old Excel workbook (.xls)", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
    ["compressed (gzip)", Buffer.from([0x1f, 0x8b, 8, 0])],
    ["a PDF", "%PDF-1.7\n"],
    ["a file of vCards (.vcf)", "BEGIN:VCARD\r\nVERSION:3.0\r\nTEL:+14155553101\r\nEND:VCARD\r\n"],
    ["a web page (HTML)", "<html><table><tr><td>to</td></tr></table>"],
    ["XML", '<?xml version="1.0"?><Workbook/>'],
    ["in UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x74, 0, 0, 0])],
    ["not text", Buffer.from([0x74, 0, 0, 0x6f, 0, 1])],
  ])("%s", async (kind, content) => {
    await expect(read(content)).rejects.toThrow(`The file is ${kind}`);
  });
});

describe("openList() finds the delimiter", () => {
  test.each([
    ["outside quotes", `"Last, First";to\n"Lee, Ann";${ada}`],
    ["with which the header names a column of numbers", `Last, First, Title;Phone\nLee, Ann, Dr;${ada}`],
    ["a vertical bar", `name|to\nAda|${ada}`],
    ["a tab", `name\tto\n\t${ada}`],
    ["of a sep= line", `sep=;\nname, first;to\nAda;${ada}`],
    ["of a sep= line in quotes", `"sep=^"\nname^to\nAda^${ada}`],
    ["of a list with one column: none", `to\n${ada}`],
    ["of a header that spans several lines", `"name\nand first name";"to"\nAda;${ada}`],
    ["of a list without a header", `${ada};Lee, Ann`],
  ])("%s", async (_how, content) => {
    expect(await numbersIn(content)).toEqual([ada]);
  });
});

describe("openList() choosing the column of numbers", () => {
  test.each([
    ["`to`, before every other name", `number,to,name\n${bob},${ada},Ann`],
    ["a known name", `Name,Phone\nAnn,${ada}`],
    ["of several known names the one with numbers", `Number,Phone\n12,${ada}`],
    ["Google's value, not its type", `Name,Phone 1 - Type,Phone 1 - Value\nAnn,Mobile,${ada}`],
    ["Google's value, not its label", `Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Value\nAnn,Mobile,${ada},`],
    ["Outlook's mobile", `First Name,Business Fax,Home Phone,Mobile Phone,Pager\nAnn,+14155550000,,${ada},`],
    ["Salesforce's mobile", `Id,LastName,MobilePhone,Fax\n003,Lee,${ada},+14155550000`],
    ["a Spanish name", `Nombre;Teléfono móvil\nAnn;${ada}`],
    ["a Spanish name without accents", `nombre;TELEFONO\nAnn;${ada}`],
    ["a name with decomposed letters", `nombre;Tele\u0301fono\nAnn;${ada}`],
    ["a German name", `Name;Handy-Nr.\nAnn;${ada}`],
    ["an Indonesian name", `nama;Nomor HP\nAnn;${ada}`],
    ["a Japanese name", `名前,電話番号\nAnn,${ada}`],
    ["an Arabic name", `الاسم,رقم الهاتف\nAnn,${ada}`],
    ["the first column of a list without a header", `${ada},${bob}`],
  ])("takes %s", async (_which, content) => {
    expect(await numbersIn(content)).toEqual([ada]);
  });

  test.each([
    [
      "two columns hold numbers",
      `Phone,Mobile\n${ada},${bob}`,
      {},
      "Several columns may hold the numbers: Phone, Mobile.",
    ],
    [
      "the columns are number and phone",
      `number,phone,name\n${ada},${bob},x`,
      {},
      "Several columns may hold the numbers: number, phone.",
    ],
    [
      "two columns have one known name",
      `Phone,Phone\n${ada},${bob}`,
      {},
      "Several columns may hold the numbers: Phone, Phone.",
    ],
    ["two columns are called to", `to,TO\n${ada},`, {}, "more than one column to"],
    ["no column has a known name", `Name,Contacto\nAnn,${ada}`, {}, "it has Name, Contacto."],
    [
      "the requested column is absent",
      `Name,Phone\nAnn,${ada}`,
      { to: "Mobile" },
      "no column Mobile; it has Name, Phone.",
    ],
    [
      "the requested column exists twice",
      `Mobile,Mobile\n${ada},${bob}`,
      { to: "Mobile" },
      "more than one column Mobile",
    ],
  ])("refuses a list in which %s (invariant 33)", async (_which, content, columns, message) => {
    await expect(read(content, columns as Record<string, string>)).rejects.toThrow(message);
  });

  test.each([
    ["as written", "Mobile"],
    ["without case and diacritics", "mobilé"],
  ])("takes the requested one, %s", async (_how, to) => {
    expect(await numbersIn(`to,Phone,Mobile\n${bob},${cy},${ada}`, { to })).toEqual([ada]);
  });
});

describe("openList() with unusual rows", () => {
  test.each([[",,,"], [' , "" ,\t,'], [""]])("skips a row whose cells are all empty: %j", async (blank) => {
    expect((await read(`${blank}\nto,name,a,b\n${blank}\n${ada},Ada,,\n${blank}\n`)).rows).toEqual([[4, ada]]);
  });

  test("reports a row that has more cells than the header", async () => {
    expect((await read(`to,name\n${ada},Lee, Ann\n${bob},Bob,,\n${cy}`)).rows).toEqual([
      [2, "too_many_cells"],
      [3, bob],
      [4, cy],
    ]);
  });

  test("returns no list for an empty file", async () => {
    expect(await read("")).toEqual({ names: undefined, rows: [] });
    expect(await read(" \r\n\n")).toEqual({ names: undefined, rows: [] });
  });
});
