"""Written times of day and opening hours ("8-12 Uhr", "8.30-12.00", "2 pm")."""

import re
from datetime import time

from languages.spoken.forms import spoken_forms
from languages.spoken.reading.rules import DASH, NEVER, Rule, any_of, lower, put, word_before
from languages.spoken.times import day_part, hour_words, time_words

_START = r"(?<![\w.,:/+§-])"


def time_rule(language: str) -> Rule:
    """Say "8:30" and "8-12 Uhr" as hours and minutes."""
    reader = _TimeReader(language)
    reading = spoken_forms(language).reading
    links = any_of(reading.times.links)
    units = any_of([*reading.units, *reading.money.marks])
    end = rf"(?!\d|[:.,]\d|\s?(?:{units})(?!\w))"
    first, second = _written(1, language), _written(2, language)
    span = re.compile(
        rf"{_START}{first}(?:\s*{DASH}\s*|\s+(?P<link>{links})\s+){second}{end}", re.IGNORECASE
    )
    single = re.compile(rf"{_START}{first}{end}", re.IGNORECASE)
    return lambda text: single.sub(reader.read_time, span.sub(reader.read_range, text))


def _written(number: int, language: str) -> str:
    """A pattern for a time; its groups are numbered so that a range can hold two."""
    times = spoken_forms(language).reading.times
    marks = any_of([*times.marks, *times.fillers, *times.am, *times.pm])
    dot = "[.]" if times.dot else NEVER
    letter = rf"\s?{times.letter}\s?" if times.letter else NEVER
    return (
        rf"(?P<hour{number}>[01]?\d|2[0-4])(?!\d)"
        rf"(?:(?::|(?P<dot{number}>{dot}))(?P<minute{number}>[0-5]\d)(?![\d:])"
        rf"|{letter}(?P<more{number}>[0-5]\d)(?!\d))?"
        rf"(?:\s?(?P<mark{number}>{marks})(?!\w))?"
    )


class _TimeReader:
    """Turns what the patterns of times find into words."""

    def __init__(self, language: str) -> None:
        clock, times = spoken_forms(language).clock, spoken_forms(language).reading.times
        self._language = language
        self._clock = clock
        self._range = times.range
        self._cases = {
            word: name for name, case in clock.cases.items() for word in lower(case.after)
        }
        self._am, self._pm = lower(times.am), lower(times.pm)
        self._fillers = lower(times.fillers)
        self._lead_ins = lower(times.lead_ins)
        self._dot_after = lower(times.dot_after) | self._lead_ins

    def read_time(self, match: re.Match[str]) -> str:
        """A single time, or what was found if it is none."""
        before = word_before(match)
        if not self._is_time(match, 1) and before not in self._lead_ins:
            return match[0]
        if match["dot1"] and not match["mark1"] and before not in self._dot_after:
            return match[0]
        return put(
            match, self._words(_moment(match, 1, self._am, self._pm), self._cases.get(before))
        )

    def read_range(self, match: re.Match[str]) -> str:
        """From one time to another, or what was found if that is none."""
        before, link = word_before(match), match["link"]
        told = self._is_time(match, 1) or self._is_time(match, 2) or before in self._lead_ins
        if not told and not (link and match["mark2"]):
            return match[0]
        start, end = (_moment(match, number, self._am, self._pm) for number in (1, 2))
        if link:
            said = self._start(match, start, end, self._cases.get(before))
            return put(match, f"{said} {link} {self._words(end, self._cases.get(link.lower()))}")
        around = self._range
        said = self._start(match, start, end, around.case)
        if around.before and before != around.before.split()[-1].lower():
            said = around.before + said
        said += around.between + self._words(end, around.case)
        goes_on = match.string[match.end() :].lstrip()
        if not goes_on.startswith(around.after.strip()):
            said += around.after
        return put(match, said)

    def _is_time(self, match: re.Match[str], number: int) -> bool:
        if match[f"minute{number}"] or match[f"more{number}"]:
            return True
        mark = match[f"mark{number}"]
        # "24 h" is a day, not midnight.
        return bool(mark) and mark.lower() not in self._fillers and match[f"hour{number}"] != "24"

    def _start(self, match: re.Match[str], start: time, end: time, case: str | None) -> str:
        """The first time of a range, without what the second one says anyway."""
        part, end_part = day_part(start, self._clock), day_part(end, self._clock)
        bare = not (match["minute1"] or match["more1"] or match["mark1"])
        hours_only = not (start.minute or end.minute or {start, end} & set(self._clock.exact))
        if hours_only and (bare or not match["link"]) and part in {"", end_part}:
            return hour_words(start.hour, self._language, case)
        return time_words(start, self._language, case) + (part if part != end_part else "")

    def _words(self, moment: time, case: str | None) -> str:
        return time_words(moment, self._language, case) + day_part(moment, self._clock)


def _moment(match: re.Match[str], number: int, am: frozenset[str], pm: frozenset[str]) -> time:
    hour = int(match[f"hour{number}"]) % 24
    mark = (match[f"mark{number}"] or "").lower()
    if mark in pm and hour < 12:
        hour += 12
    if mark in am and hour == 12:
        hour = 0
    return time(hour, int(match[f"minute{number}"] or match[f"more{number}"] or 0))
