import { describe, expect, test } from "vitest";
import { type List, openList, type Row } from "../../shared/csv/open-list.ts";

type Content = string | Uint8Array;

async function* piecesOf(content: Content, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Read {
  names: List["names"] | undefined;
  /** Line and number, or reason. */
  rows: [number, string][];
}

const read = async (content: Content, columns: Record<string, string> = {}, size = 10_000): Promise<Read> => {
  const list = await openList(piecesOf(content, size), { columns, country: "US" });
  const rows: Row[] = [];
  if (list) for await (const some of list.rows) rows.push(...some);
  const told = (row: Row): [number, string] => [
    row.line,
    "reason" in row ? row.reason : (row.cells[list?.to ?? 0] ?? ""),
  ];
  return { names: list?.names, rows: rows.map(told) };
};

const numbersIn = async (content: Content, columns: Record<string, string> = {}): Promise<string[]> =>
  (await read(content, columns)).rows.map(([, text]) => text.trim());

const [ada, bob, cy] = ["+14155553101", "+14155553102", "+14155553103"];

describe("the lines of a list", () => {
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
  ])("end with %s, wherever the pieces of the file end", async (_name, end) => {
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
  ])("are read in %s", async (_name, content) => {
    const list = await openList(piecesOf(content, 5), { columns: {}, country: null });
    const rows: Row[] = [];
    if (list) for await (const some of list.rows) rows.push(...some);
    expect(list?.names).toEqual(["to", "name"]);
    expect(rows).toMatchObject([{ line: 2, cells: [ada, "Zoë"] }]);
  });

  test("of which one is no UTF-8 cost no other in a file that is", async () => {
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
  ])("are refused in an encoding that is not certain: %s (invariant 33)", async (_name, name) => {
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
  ])("are read in Windows-1252 where they hold %s", async (name) => {
    const upper: Record<string, number> = { "€": 0x80, "’": 0x92, "“": 0x93, "”": 0x94 };
    const bytes = Buffer.from([...name].map((letter) => upper[letter] ?? letter.charCodeAt(0)));
    const content = Buffer.concat([Buffer.from(`to,name\n${ada},`), bytes]);
    const list = await openList(piecesOf(content, 1_000), { columns: {}, country: null });
    for await (const rows of list?.rows ?? [])
      for (const row of rows) expect(row).toMatchObject({ cells: [ada, name] });
  });
});

describe("a file of another kind is refused by its name", () => {
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

describe("the delimiter of a list", () => {
  test.each([
    ["looked for outside quotes", `"Last, First";to\n"Lee, Ann";${ada}`],
    ["the one under which the header names a column of numbers", `Last, First, Title;Phone\nLee, Ann, Dr;${ada}`],
    ["a vertical bar", `name|to\nAda|${ada}`],
    ["a tab", `name\tto\n\t${ada}`],
    ["told by sep=", `sep=;\nname, first;to\nAda;${ada}`],
    ["told by sep= in quotes", `"sep=^"\nname^to\nAda^${ada}`],
    ["none, in a list of one column", `to\n${ada}`],
    ["found under a header that runs over several lines", `"name\nand first name";"to"\nAda;${ada}`],
    ["found without a header", `${ada};Lee, Ann`],
  ])("is %s", async (_how, content) => {
    expect(await numbersIn(content)).toEqual([ada]);
  });
});

describe("the column of numbers", () => {
  test.each([
    ["to, which wins over every other", `number,to,name\n${bob},${ada},Ann`],
    ["the known name", `Name,Phone\nAnn,${ada}`],
    ["the one of several that holds numbers", `Number,Phone\n12,${ada}`],
    ["Google's value, not its type", `Name,Phone 1 - Type,Phone 1 - Value\nAnn,Mobile,${ada}`],
    ["Google's value, not its label", `Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Value\nAnn,Mobile,${ada},`],
    ["Outlook's mobile", `First Name,Business Fax,Home Phone,Mobile Phone,Pager\nAnn,+14155550000,,${ada},`],
    ["Salesforce's", `Id,LastName,MobilePhone,Fax\n003,Lee,${ada},+14155550000`],
    ["named in Spanish", `Nombre;Teléfono móvil\nAnn;${ada}`],
    ["named in Spanish without marks", `nombre;TELEFONO\nAnn;${ada}`],
    ["named with decomposed letters", `nombre;Tele\u0301fono\nAnn;${ada}`],
    ["named in German", `Name;Handy-Nr.\nAnn;${ada}`],
    ["named in Indonesian", `nama;Nomor HP\nAnn;${ada}`],
    ["named in Japanese", `名前,電話番号\nAnn,${ada}`],
    ["named in Arabic", `الاسم,رقم الهاتف\nAnn,${ada}`],
    ["the first where there is no header", `${ada},${bob}`],
  ])("is %s", async (_which, content) => {
    expect(await numbersIn(content)).toEqual([ada]);
  });

  test.each([
    [
      "two that hold numbers",
      `Phone,Mobile\n${ada},${bob}`,
      {},
      "Several columns may hold the numbers: Phone, Mobile.",
    ],
    [
      "number and phone",
      `number,phone,name\n${ada},${bob},x`,
      {},
      "Several columns may hold the numbers: number, phone.",
    ],
    ["two of one name", `Phone,Phone\n${ada},${bob}`, {}, "Several columns may hold the numbers: Phone, Phone."],
    ["two of the name to", `to,TO\n${ada},`, {}, "more than one column to"],
    ["none that is known", `Name,Contacto\nAnn,${ada}`, {}, "it has Name, Contacto."],
    ["a name that it has not", `Name,Phone\nAnn,${ada}`, { to: "Mobile" }, "no column Mobile; it has Name, Phone."],
    ["a name that it has twice", `Mobile,Mobile\n${ada},${bob}`, { to: "Mobile" }, "more than one column Mobile"],
  ])("is refused where there are %s (invariant 33)", async (_which, content, columns, message) => {
    await expect(read(content, columns as Record<string, string>)).rejects.toThrow(message);
  });

  test.each([
    ["as it is written", "Mobile"],
    ["without case and diacritics", "mobilé"],
  ])("is the one that the request names, %s", async (_how, to) => {
    expect(await numbersIn(`to,Phone,Mobile\n${bob},${cy},${ada}`, { to })).toEqual([ada]);
  });
});

describe("the rows of a list", () => {
  test.each([[",,,"], [' , "" ,\t,'], [""]])("are left out where all their cells are empty: %j", async (blank) => {
    expect((await read(`${blank}\nto,name,a,b\n${blank}\n${ada},Ada,,\n${blank}\n`)).rows).toEqual([[4, ada]]);
  });

  test("are told of where they have more cells than the header", async () => {
    expect((await read(`to,name\n${ada},Lee, Ann\n${bob},Bob,,\n${cy}`)).rows).toEqual([
      [2, "too_many_cells"],
      [3, bob],
      [4, cy],
    ]);
  });

  test("are none in an empty file", async () => {
    expect(await read("")).toEqual({ names: undefined, rows: [] });
    expect(await read(" \r\n\n")).toEqual({ names: undefined, rows: [] });
  });
});
