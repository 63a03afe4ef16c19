import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UnreadableList } from "../../../shared/csv/text-lines.ts";
import { type ReadContact, readContacts } from "../../csv/read-contacts.ts";
import { repository, run } from "../run-command.ts";
import { pythonWith } from "../virtual-environment.ts";
import { startProof } from "./proof.ts";

const proof = startProof({
  name: "contact-files",
  title: "Files of contacts",
  about: `Writes the same contacts with pandas, openpyxl, csvkit and LibreOffice (English, German and Spanish; not with --small, or if it is not
installed), in many delimiters, encodings and line ends, and reads them as a batch would. The hub must read each contact with its number and
name. If the program has spoiled a number, the hub must report it as invalid, and never read it as another number (invariant 33). Needs
Python 3.10 or newer with venv, and PyPI.`,
  sizes: { contacts: { meaning: "contacts in each file", full: 2_000, small: 100 } },
  choices: { soffice: { meaning: "LibreOffice's program; the default is the one in PATH", value: "FILE" } },
});

const folder = join(repository, ".phonehub/contact-files");
const isSmall = process.argv.includes("--small");

interface Contact {
  number: string;
  name: string;
}

interface Written {
  file: string;
  program: string;
  reading: "all" | "refused" | "none_wrong";
}

const names = [
  "Ann Lee",
  "Müller, Jürgen",
  'Bob "the second" Roe',
  "Begoña Núñez",
  "François; Hélène",
  "two\nlines",
  "Conceição | Simões",
  "D'Angelo",
  "Große Straße 5",
  "a\ttab",
];

/** A number that no other contact has, from one of five numbering plans. */
const numberAt = (at: number): string => {
  const rest = String(Math.floor(at / 5)).padStart(4, "0");
  return (
    [`+1415556${rest}`, `+491512345${rest}`, `+34612${rest}01`, `+447400${rest}12`, `+62812345${rest}1`][at % 5] ?? ""
  );
};

const contacts: Contact[] = Array.from({ length: proof.sizes.contacts }, (_, at) => ({
  number: numberAt(at),
  name: names[at % names.length] ?? "",
}));

const inPath = (program: string): string | null =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((one) => join(one, program))
    .find(existsSync) ?? null;

const soffice = proof.choices.soffice ?? (isSmall ? null : inPath("soffice"));
if (!soffice && !isSmall) proof.report("LibreOffice is not installed, so the proof runs without its files.");

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "contacts.json"), JSON.stringify(contacts));

const here = join(import.meta.dirname, "contact-files");
const packages = readFileSync(join(here, "requirements.txt"), "utf8").split("\n").filter(Boolean);
const log = join(folder, "programs.log");
const python = await pythonWith(packages, { name: "contact-files", needs: "This proof", log });
const program = [join(here, "write_files.py"), join(folder, "contacts.json"), folder];
const written = JSON.parse(
  await run(python, [...program, ...(soffice ? [String(soffice)] : [])], { log }),
) as Written[];

interface Outcome {
  read: number;
  /** The number of contacts that were reported as invalid. */
  invalid: number;
  faults: string[];
}

const outcomeOf = async ({ file, reading }: Written): Promise<Outcome> => {
  try {
    const read = await readContacts(createReadStream(join(folder, file)), { country: "US" });
    if (reading === "refused") return { read: 0, invalid: 0, faults: ["the file was read"] };
    return compared(read, reading === "none_wrong");
  } catch (error) {
    if (!(error instanceof UnreadableList)) throw error;
    if (reading === "refused") return { read: 0, invalid: 1, faults: [] };
    return { read: 0, invalid: 0, faults: [`refused: ${error.message}`] };
  }
};

const compared = (read: readonly ReadContact[], maySpoil: boolean): Outcome => {
  const outcome: Outcome = { read: 0, invalid: 0, faults: [] };
  if (read.length !== contacts.length) outcome.faults.push(`${read.length} of ${contacts.length} rows`);
  for (const [at, { number, name }] of contacts.entries()) {
    const contact = read[at];
    const isRead = contact?.number.startsWith("+") ?? false;
    if (contact?.number === number && Object.values(contact.variables).includes(name)) outcome.read += 1;
    else if (!isRead && maySpoil) outcome.invalid += 1;
    else
      outcome.faults.push(
        `line ${contact?.line}: ${contact?.number}, ${JSON.stringify(contact?.variables)} for ${number}, ${name}`,
      );
  }
  return outcome;
};

const programs = new Map<string, { files: number; read: number; invalid: number; faults: number }>();
let faults = 0;
for (const one of written) {
  const outcome = await outcomeOf(one);
  faults += outcome.faults.length;
  for (const fault of outcome.faults.slice(0, 3)) console.log(`${one.file}: ${fault}`);
  const sum = programs.get(one.program) ?? { files: 0, read: 0, invalid: 0, faults: 0 };
  programs.set(one.program, {
    files: sum.files + 1,
    read: sum.read + outcome.read,
    invalid: sum.invalid + outcome.invalid,
    faults: sum.faults + outcome.faults.length,
  });
}
for (const [name, { files, read, invalid, faults: wrong }] of programs)
  proof.report(
    `${name}: files ${files}, contacts read ${read}, reported as invalid or refused ${invalid}, wrong ${wrong}`,
  );
proof.end(faults === 0 && written.length > 0, `${written.length} files, ${faults} faults.`);
