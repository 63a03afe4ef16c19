"""Writes the same contacts with pandas, openpyxl, csvkit and, if it is installed, LibreOffice.

Usage: write_files.py CONTACTS.json FOLDER [SOFFICE]

CONTACTS.json is a list of {"number", "name"}; names contain no character beyond Windows-1252. Prints the list of files as JSON:
{"file", "program", "reading"}. The reading is `all` (the hub reads each contact), `refused` (the file is not a list), or `none_wrong` (the
program has spoiled some numbers: the hub reports each of these as invalid, and reads none as another number). Some files are in UTF-16 or
Windows-1252.
"""

import json
import os
import subprocess
import sys

import openpyxl
import pandas

contacts = json.load(open(sys.argv[1], encoding="utf-8"))
folder = sys.argv[2]
soffice = sys.argv[3] if len(sys.argv) > 3 else None
binaries = os.path.dirname(sys.executable)
written = []

headers = {
    "en": ("Phone", "Name"),
    "de": ("Handynummer", "Name"),
    "es": ("Teléfono", "Nombre"),
    "fr": ("Téléphone", "Nom"),
    "id": ("No. HP", "Nama"),
}


def path(name):
    return os.path.join(folder, name)


def note(name, program, reading="all"):
    written.append({"file": name, "program": program, "reading": reading})


def table(language="en", numbers=None):
    number, name = headers[language]
    return pandas.DataFrame(
        {
            name: [contact["name"] for contact in contacts],
            number: numbers or [contact["number"] for contact in contacts],
            "City": ["" if at % 3 else "Łódź, Köln" if at % 2 else "" for at in range(len(contacts))],
        }
    )


def western(frame):
    frame["City"] = frame["City"].str.replace("Łódź", "Córdoba")
    return frame


def with_pandas():
    number = 0
    for language in headers:
        for encoding in ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]:
            for end in ["\n", "\r\n", "\r"]:
                number += 1
                separator = [",", ";", "\t", "|"][number % 4]
                # With CR line ends, Python does not quote a cell that contains LF. No program can read that.
                quoting = [1, 2][number % 2] if end == "\r" else [0, 1, 2][number % 3]
                frame = table(language)
                if encoding == "cp1252":
                    frame = western(frame)
                name = f"pandas-{number}-{language}-{encoding}.csv"
                frame.to_csv(
                    path(name), index=False, sep=separator, encoding=encoding, lineterminator=end, quoting=quoting
                )
                note(name, "pandas")
    for index in [True, False]:
        name = f"pandas-index-{index}.csv"
        table().to_csv(path(name), index=index)
        note(name, "pandas")
    # A column of whole numbers with a missing value becomes floats.
    floats = [float(contact["number"][1:]) for contact in contacts]
    table(numbers=floats).to_csv(path("pandas-floats.csv"), index=False)
    note("pandas-floats.csv", "pandas, numbers as floats", "none_wrong")
    table(numbers=floats).to_csv(path("pandas-rounded.csv"), index=False, float_format="%.5E")
    note("pandas-rounded.csv", "pandas, numbers as rounded floats", "none_wrong")


def workbook(name, numbers):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(reversed(headers["en"])))
    for contact, number in zip(contacts, numbers):
        sheet.append([contact["name"], number])
    book.save(path(name))


def with_openpyxl():
    workbook("openpyxl-text.xlsx", [contact["number"] for contact in contacts])
    workbook("openpyxl-numbers.xlsx", [int(contact["number"][1:]) for contact in contacts])
    note("openpyxl-text.xlsx", "openpyxl", "refused")
    note("openpyxl-numbers.xlsx", "openpyxl", "refused")


def csvkit(name, *command, reading="all"):
    program, *parameters = command
    with open(path(name), "wb") as file:
        subprocess.run([os.path.join(binaries, program), *parameters], stdout=file, check=True)
    note(name, f"csvkit, {program}", reading)


def with_csvkit():
    table().to_csv(path("plain.csv"), index=False)
    plain = path("plain.csv")
    csvkit("csvkit-tabs.csv", "csvformat", "-T", plain)
    csvkit("csvkit-semicolons.csv", "csvformat", "-D", ";", "-U", "1", plain)
    csvkit("csvkit-pipes.csv", "csvformat", "-D", "|", "-M", "\r\n", plain)
    csvkit("csvkit-cut.csv", "csvcut", "-c", "Phone,Name", plain)
    csvkit("csvkit-line-numbers.csv", "csvcut", "-l", plain)
    csvkit("csvkit-bom.csv", "csvcut", "--add-bom", plain)
    csvkit("csvkit-from-workbook.csv", "in2csv", "--no-inference", path("openpyxl-text.xlsx"))
    csvkit("csvkit-from-numbers.csv", "in2csv", path("openpyxl-numbers.xlsx"), reading="none_wrong")


def with_libreoffice():
    """Saves both workbooks as CSV with an English, a German and a Spanish LibreOffice."""
    for locale, language in [("en-US", 1033), ("de-DE", 1031), ("es-ES", 3082)]:
        profile = path(f"profile-{locale}")
        os.makedirs(os.path.join(profile, "user"))
        with open(os.path.join(profile, "user", "registrymodifications.xcu"), "w", encoding="utf-8") as settings:
            settings.write(
                '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
                '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">'
                f"<value>{locale}</value></prop></item></oor:items>"
            )
        # Delimiter, quote, character set (76: UTF-8, 1: Windows-1252, 65535: UTF-16), first line, columns, language, quote all, as shown.
        for kind, separator, charset in [("utf8", 44, 76), ("windows", 59, 1), ("utf16", 9, 65535)]:
            for quote_all in ["false", "true"]:
                target = path(f"libreoffice-{locale}-{kind}-{quote_all}")
                options = f"{separator},34,{charset},1,,{language},{quote_all},true,true,false,false"
                subprocess.run(
                    [
                        soffice,
                        f"-env:UserInstallation=file://{profile}",
                        "--headless",
                        "--convert-to",
                        f"csv:Text - txt - csv (StarCalc):{options}",
                        "--outdir",
                        target,
                        path("openpyxl-text.xlsx"),
                        path("openpyxl-numbers.xlsx"),
                    ],
                    check=True,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                base = os.path.basename(target)
                note(f"{base}/openpyxl-text.csv", f"LibreOffice, {locale}, {kind}")
                note(f"{base}/openpyxl-numbers.csv", f"LibreOffice, {locale}, {kind}, numbers as numbers", "none_wrong")


with_pandas()
with_openpyxl()
with_csvkit()
if soffice:
    with_libreoffice()
print(json.dumps(written))
