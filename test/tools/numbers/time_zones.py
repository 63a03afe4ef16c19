"""Prints the time zones of numbers by prefix, in the smallest form that longest-prefix matching allows."""

import json
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.tzdata import TIMEZONE_DATA


# Google's data names a zone with the same clock in winter, but with summer time. This zone has none.
CORRECTIONS = {("7", "Europe/Bucharest"): "Europe/Kaliningrad"}

WEEKS = [datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(weeks=week) for week in range(52)]


def clock(zone):
    """A zone's UTC offsets over a year."""
    return tuple(week.astimezone(ZoneInfo(zone)).utcoffset() for week in WEEKS)


def calling_code(prefix):
    return next(prefix[:size] for size in (1, 2, 3) if int(prefix[:size]) in COUNTRY_CODE_TO_REGION_CODE)


def zones_at(prefixes, digits):
    found = (prefixes[digits[:size]] for size in range(len(digits), -1, -1) if digits[:size] in prefixes)
    return next(found, None)


def reduced(prefixes):
    """Drops prefixes that a shorter one covers, and merges ten equal prefixes into one."""
    prefixes = dict(prefixes)
    while True:
        before = len(prefixes)
        for prefix in sorted(filter(None, prefixes), key=len, reverse=True):
            if zones_at(prefixes, prefix[:-1]) == prefixes[prefix]:
                del prefixes[prefix]
        families = defaultdict(list)
        for prefix in filter(None, prefixes):
            families[prefix[:-1]].append(prefix)
        for parent, children in families.items():
            zones = {prefixes[child] for child in children}
            if len(children) == 10 and len(zones) == 1 and parent != "":
                prefixes[parent] = zones.pop()
                for child in children:
                    del prefixes[child]
        if len(prefixes) == before:
            return prefixes


by_code = defaultdict(dict)
for prefix, zones in TIMEZONE_DATA.items():
    code = calling_code(prefix)
    by_code[code][prefix[len(code):]] = tuple(CORRECTIONS.get((code, zone), zone) for zone in zones)

result = {}
for code, prefixes in sorted(by_code.items(), key=lambda entry: int(entry[0])):
    # A code with one clock needs no map.
    if len({clock(zone) for zones in prefixes.values() for zone in zones}) == 1:
        continue
    by_zones = defaultdict(list)
    for prefix, zones in sorted(reduced(prefixes).items()):
        by_zones[" ".join(zones)].append(prefix)
    result[code] = {zones: " ".join(found) for zones, found in by_zones.items()}
print(json.dumps(result))
