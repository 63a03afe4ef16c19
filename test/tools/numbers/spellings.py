"""Writes spellings of numbers of every region and type, with the results of Google's library, as JSON Lines.

Usage: spellings.py SEED COUNT
"""

import json
import random
import sys

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType
from phonenumbers.timezone import time_zones_for_number

random.seed(int(sys.argv[1]))
count = int(sys.argv[2])

TYPES = [kind for kind in PhoneNumberType.values() if kind != PhoneNumberType.UNKNOWN]


def examples():
    """An example of each type of each region, and of each code without a region."""
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in TYPES:
            number = phonenumbers.example_number_for_type(region, kind)
            if number:
                yield region, number
    for code in sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS):
        yield None, phonenumbers.example_number_for_non_geo_entity(code)


def digits(size):
    return "".join(random.choice("0123456789") for _ in range(size))


def neighbour(number):
    """The number with other last digits, or with one digit more, less or changed."""
    national = phonenumbers.national_significant_number(number)
    how = random.random()
    if how < 0.6:
        size = random.randint(0, min(6, len(national) - 2))
        return national[: len(national) - size] + digits(size)
    place = random.randrange(len(national))
    rest = national[place:] if how < 0.7 else national[place + 1 :]
    return national[:place] + ("" if how < 0.8 else digits(1)) + rest


def formatted(code, national):
    """The number in one of Google's formats, or in other groups."""
    number = phonenumbers.PhoneNumber(country_code=code, national_number=int(national or "0"))
    number.italian_leading_zero = national.startswith("0")
    number.number_of_leading_zeros = max(1, len(national) - len(national.lstrip("0")))
    style = random.choice(list(STYLES))
    return STYLES[style](code, national, number)


def grouped(text):
    return random.choice([" ", "-", ".", " - ", ""]).join(
        text[start : start + 3] for start in range(0, len(text), 3)
    )


def as_google(form):
    return lambda code, national, number: phonenumbers.format_number(number, form)


STYLES = {
    "national": as_google(PhoneNumberFormat.NATIONAL),
    "international": as_google(PhoneNumberFormat.INTERNATIONAL),
    "e164": lambda code, national, number: f"+{code}{national}",
    "link": as_google(PhoneNumberFormat.RFC3966),
    "digits": lambda code, national, number: f"{code}{national}",
    "local digits": lambda code, national, number: national,
    "zero": lambda code, national, number: f"0{grouped(national)}",
    "groups": lambda code, national, number: f"+{code} {grouped(national)}",
    "prefix 00": lambda code, national, number: f"00{code} {grouped(national)}",
    "prefix 011": lambda code, national, number: f"011 {code} {grouped(national)}",
    "bracketed code": lambda code, national, number: f"(+{code}) {grouped(national)}",
    "bracketed zero": lambda code, national, number: f"+{code} (0) {grouped(national)}",
    "context": lambda code, national, number: f"tel:{national};phone-context=+{code}",
}

SCRIPTS = [0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10, 0x1D7CE]


def in_script(text):
    zero = random.choice(SCRIPTS)
    return "".join(chr(zero + int(digit)) if digit in "0123456789" else digit for digit in text)


def dressed(text):
    """Adds characters that programs and people put around a number or into it."""
    if random.random() < 0.55 or ";phone-context=" in text:
        return text
    return random.choice(
        [
            lambda: f" {text} ",
            lambda: f"'{text}",
            lambda: f'="{text}"',
            lambda: f"<{text}>",
            lambda: f"{text},",
            lambda: f"{text}.",
            lambda: f"[{text}]",
            lambda: f"\u202a{text}\u202c",
            lambda: text.replace(" ", "\u00a0"),
            lambda: text.replace(" ", "\u202f"),
            lambda: text.replace("-", "\u2011"),
            lambda: text.replace("+", "\uff0b"),
            lambda: in_script(text),
            lambda: f"{text} ext. {digits(3)}",
            lambda: f"{text} (ext {digits(2)})",
            lambda: f"{text} x{digits(4)}",
            lambda: f"{text};ext={digits(2)}",
            lambda: f"{text}#{digits(1)}",
            lambda: f"tel:{text.removeprefix('tel:')}",
            lambda: text.replace("+", "++"),
            lambda: f"{text}.0",
            lambda: f"{text}/{digits(2)}",
            lambda: f"{text} / {text}",
            lambda: f"{text} home",
        ]
    )()


def verdict(text, region):
    """The E.164 form of a valid number, else None, and its time zones."""
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None, []
    if not phonenumbers.is_valid_number(number):
        return None, []
    zones = [zone for zone in time_zones_for_number(number) if zone != "Etc/Unknown"]
    number.extension = None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), sorted(zones)


all_examples = list(examples())
regions = sorted(phonenumbers.SUPPORTED_REGIONS)
for at in range(count):
    region, example = all_examples[at % len(all_examples)]
    text = dressed(formatted(example.country_code, neighbour(example)))
    default = region if random.random() < 0.85 else random.choice(regions)
    number, zones = verdict(text, default)
    print(json.dumps({"input": text, "country": default, "number": number, "zones": zones}))
