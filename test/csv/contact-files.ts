/** A file that a program wrote, and the entries that the hub must read from it. */
export interface ContactFile {
  /** Below contact-files/. */
  file: string;
  country: string;
  columns?: Record<string, string>;
  /** Each entry's line, with its number and variables, or with the reason why the hub cannot read it. */
  read: readonly (readonly [line: number, number: string, variables?: Record<string, string>])[];
}

export interface RefusedFile {
  file: string;
  columns?: Record<string, string>;
  /** A part of the error message. */
  because: string;
}

export const contactFiles: readonly ContactFile[] = [
  {
    file: "excel/excel-english-utf8.csv",
    country: "US",
    read: [
      [2, "+14155552601", { Name: "Ann", Amount: "1,200.50" }],
      [3, "+14155552602", { Name: "Bob" }],
      [5, "+14155552603", { Name: "Cy", Amount: "4" }],
    ],
  },
  {
    file: "excel/excel-german.csv",
    country: "DE",
    columns: { name: "Nachname" },
    read: [
      [2, "+4915123456701", { Vorname: "Jürgen", name: "Groß", Betrag: "12,50" }],
      [3, "+4915123456702", { Vorname: "Käthe", name: "Müller-Lüdenscheidt", Betrag: "1.200,00" }],
    ],
  },
  {
    file: "excel/excel-spanish.csv",
    country: "ES",
    read: [
      [2, "+34612345601", { Nombre: "Begoña", Población: "Logroño" }],
      [3, "+34612345602", { Nombre: "Núñez; José", Población: "Cádiz" }],
    ],
  },
  {
    file: "excel/excel-macintosh.csv",
    country: "US",
    read: [
      [2, "+14155552604", { Name: "Ann" }],
      [3, "+14155552605", { Name: "Bob\nthe second" }],
    ],
  },
  {
    file: "excel/excel-unicode-text.txt",
    country: "US",
    read: [
      [2, "+14155552606", { Name: "Zoë", Note: 'says "hi"' }],
      [3, "+14155552607", { Name: "王小明" }],
    ],
  },
  {
    file: "excel/excel-separator-line.csv",
    country: "US",
    read: [[3, "+14155552608", { "Last, first": "Lee, Ann" }]],
  },
  {
    file: "excel/excel-floats-and-marks.csv",
    country: "US",
    read: [
      [2, "+14155552640", { name: "float" }],
      // The spreadsheet lost digits, so nobody can tell the number.
      [3, "not_a_number"],
      [4, "+14155552641", { name: "apostrophe" }],
      [5, "+14155552642", { name: "formula" }],
      [6, "+14155552643", { name: "plain" }],
    ],
  },
  {
    file: "address-books/google-contacts-old.csv",
    country: "US",
    columns: { name: "Given Name" },
    read: [
      [2, "+14155552609", { name: "Ann", Notes: "Met in May,\nlikes tea" }],
      [4, "+14155552610", { name: "Zoë", "Family Name": "Núñez" }],
    ],
  },
  {
    file: "address-books/google-contacts-new.csv",
    country: "US",
    read: [
      [2, "+14155552611", { "First Name": "Ann", "Phone 1 - Label": "Mobile" }],
      // Two numbers in one cell: nobody can tell which one is meant.
      [3, "not_a_number"],
    ],
  },
  {
    file: "address-books/outlook.csv",
    country: "DE",
    read: [
      [2, "+4915123456707", { "First Name": "Jörg", "Last Name": "Weiß" }],
      [3, "+14155552614", { "Last Name": "O’Neil", Notes: "two\nlines" }],
    ],
  },
  {
    file: "address-books/outlook-two-phones.csv",
    country: "US",
    columns: { to: "Mobile Phone" },
    read: [[2, "+14155552615", { "First Name": "Ann", "Business Phone": "+1 (415) 555-2616" }]],
  },
  {
    file: "crm/salesforce-report.csv",
    country: "US",
    read: [
      [2, "+14155552618", { "First Name": "Ann", "Account Name": "Acme, Inc." }],
      [3, "not_a_number"],
      // The lines below the report.
      [6, "not_a_number"],
      [7, "not_a_number"],
      [8, "not_a_number"],
    ],
  },
  {
    file: "crm/salesforce-data-loader.csv",
    country: "US",
    read: [[2, "+14155552619", { FIRSTNAME: "Ann", LASTNAME: "Lee" }]],
  },
  {
    file: "crm/hubspot.csv",
    country: "US",
    read: [
      [2, "+14155552620", { "First Name": "Ann", "Contact owner": "Ms. Owner, Jr" }],
      [3, "+34612345603", { "First Name": "Zoë" }],
    ],
  },
  {
    file: "shapes/no-header.csv",
    country: "US",
    read: [
      [1, "+14155552621"],
      [2, "+14155552622"],
    ],
  },
  {
    file: "shapes/surplus-cells.csv",
    country: "US",
    read: [
      [2, "too_many_cells"],
      [3, "+14155552624", { name: "Roe, Bob" }],
    ],
  },
  {
    file: "shapes/unclosed-quote.csv",
    country: "US",
    read: [
      [2, "quote_not_closed"],
      [3, "+14155552626", { name: "Bob" }],
      [4, "+14155552627", { name: "Cy" }],
    ],
  },
  { file: "languages/pipes-in-thai.csv", country: "TH", read: [[2, "+66812345601", { ชื่อ: "สมชาย" }]] },
  { file: "languages/indonesian.csv", country: "ID", read: [[2, "+6281234567801", { Nama: "Budi" }]] },
  { file: "languages/arabic.csv", country: "SA", read: [[2, "+966501234561", { الاسم: "أحمد" }]] },
];

export const refusedFiles: readonly RefusedFile[] = [
  { file: "excel/excel-windows-1250.csv", because: "its encoding is not certain" },
  {
    file: "address-books/outlook-two-phones.csv",
    because: "Several columns may hold the numbers: Business Phone, Mobile Phone.",
  },
  {
    file: "address-books/outlook.csv",
    columns: { name: "Nickname" },
    because: "The list has no column Nickname; it has Title, First Name",
  },
  { file: "address-books/icloud.vcf", because: "a file of vCards (.vcf)" },
  { file: "excel/workbook.xlsx", because: "an Excel workbook (.xlsx)" },
  { file: "shapes/two-columns-of-one-name.csv", because: "Several columns may hold the numbers: Phone, Phone." },
];
