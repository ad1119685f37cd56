from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.slots import TimeWish, find_time_wish
from languages.registry import LANGUAGES

AT = datetime(2026, 11, 23, 9, 30)  # a Monday


def _wish(day: str | None, earliest: str | None, latest: str | None) -> TimeWish:
    return TimeWish(
        date.fromisoformat(day) if day else None,
        time.fromisoformat(earliest) if earliest else None,
        time.fromisoformat(latest) if latest else None,
    )


@pytest.mark.parametrize(
    ("text", "day", "earliest", "latest"),
    [
        ("heute", "2026-11-23", None, None),
        ("morgen", "2026-11-24", None, None),
        ("übermorgen, bitte", "2026-11-25", None, None),
        ("am Dienstag", "2026-11-24", None, None),
        ("am Montag", "2026-11-30", None, None),
        ("Montags geht es gut", "2026-11-30", None, None),
        ("nächste Woche Mittwoch", "2026-12-02", None, None),
        ("am Mittwoch nächster Woche", "2026-12-02", None, None),
        ("in drei Tagen", "2026-11-26", None, None),
        ("in einer Woche", "2026-11-30", None, None),
        ("am 24. November", "2026-11-24", None, None),
        ("Dienstag, den 24. November 2026", "2026-11-24", None, None),
        ("am vierundzwanzigsten", "2026-11-24", None, None),
        ("am 24.", "2026-11-24", None, None),
        ("am zwanzigsten", "2026-12-20", None, None),
        ("am vierundzwanzigsten elften", "2026-11-24", None, None),
        ("am 24.11.2026", "2026-11-24", None, None),
        ("am 24.11. um 10:30 Uhr", "2026-11-24", "10:30", "10:30"),
        ("am 5. Januar", "2027-01-05", None, None),
        ("2026-12-01", "2026-12-01", None, None),
        ("nicht am Dienstag, lieber am Mittwoch", "2026-11-25", None, None),
        ("heute Morgen", "2026-11-23", "06:00", "10:00"),
        ("morgen früh", "2026-11-24", "06:00", "10:00"),
        ("Dienstagmorgen", "2026-11-24", "06:00", "10:00"),
        ("morgen Vormittag", "2026-11-24", "06:00", "12:00"),
        ("vormittags", None, "06:00", "12:00"),
        ("nachmittags wäre gut", None, "12:00", "18:00"),
        ("morgen Nachmittag um drei", "2026-11-24", "15:00", "15:00"),
        ("Mittwochvormittag zwischen neun und elf", "2026-11-25", "09:00", "11:00"),
        ("nach drei", None, "15:00", None),
        ("ab zehn Uhr", None, "10:00", None),
        ("nicht vor zehn", None, "10:00", None),
        ("nach dem Mittagessen", None, "13:00", None),
        ("bis zwölf", None, None, "12:00"),
        ("vor zwölf Uhr", None, None, "12:00"),
        ("spätestens um elf", None, None, "11:00"),
        ("um zehn", None, "10:00", "10:00"),
        ("zehn", None, "10:00", "10:00"),
        ("gegen halb elf", None, "10:30", "10:30"),
        ("um halb eins", None, "12:30", "12:30"),
        ("halb drei", None, "14:30", "14:30"),
        ("Viertel vor zwölf", None, "11:45", "11:45"),
        ("um drei viertel elf", None, "10:45", "10:45"),
        ("zehn nach neun", None, "09:10", "09:10"),
        ("fünf Minuten vor zwölf", None, "11:55", "11:55"),
        ("um ein Uhr", None, "13:00", "13:00"),
        ("zehn Uhr dreißig", None, "10:30", "10:30"),
        ("10.30 Uhr", None, "10:30", "10:30"),
        ("abends um acht", None, "20:00", "20:00"),
        ("zwischen zehn und zwölf", None, "10:00", "12:00"),
        ("zwischen elf und eins", None, "11:00", "13:00"),
        ("von 14 bis 16 Uhr", None, "14:00", "16:00"),
        ("von neun Uhr dreißig bis elf", None, "09:30", "11:00"),
        ("10-12 Uhr", None, "10:00", "12:00"),
        ("ab acht bis um zehn", None, "08:00", "10:00"),
        ("Guten Morgen, Donnerstag bitte", "2026-11-26", None, None),
        ("das ist mir egal", None, None, None),
        ("so schnell wie möglich", None, None, None),
        ("jederzeit", None, None, None),
        ("egal, aber am Freitag", "2026-11-27", None, None),
    ],
)
def test_a_german_wish_is_read(
    text: str, day: str | None, earliest: str | None, latest: str | None
) -> None:
    assert find_time_wish(text, "de", AT) == _wish(day, earliest, latest)


@pytest.mark.parametrize(
    ("text", "day", "earliest", "latest"),
    [
        ("today", "2026-11-23", None, None),
        ("tomorrow", "2026-11-24", None, None),
        ("the day after tomorrow", "2026-11-25", None, None),
        ("on Tuesday", "2026-11-24", None, None),
        ("next week on Wednesday", "2026-12-02", None, None),
        ("in three days", "2026-11-26", None, None),
        ("in a week", "2026-11-30", None, None),
        ("November 24th", "2026-11-24", None, None),
        ("November the twenty-fourth", "2026-11-24", None, None),
        ("the 24th of November at half past two", "2026-11-24", "14:30", "14:30"),
        ("on the twenty-fourth", "2026-11-24", None, None),
        ("January 5th", "2027-01-05", None, None),
        ("24/11/2026", "2026-11-24", None, None),
        ("not on Tuesday, Wednesday please", "2026-11-25", None, None),
        ("tomorrow morning", "2026-11-24", "06:00", "12:00"),
        ("this afternoon", "2026-11-23", "12:00", "18:00"),
        ("tonight", "2026-11-23", "17:00", "21:00"),
        ("Wednesday afternoon", "2026-11-25", "12:00", "18:00"),
        ("Monday mornings", "2026-11-30", "06:00", "12:00"),
        ("in the morning", None, "06:00", "12:00"),
        ("after three", None, "15:00", None),
        ("not before ten", None, "10:00", None),
        ("after 3 pm tomorrow", "2026-11-24", "15:00", None),
        ("by eleven", None, None, "11:00"),
        ("no later than eleven", None, None, "11:00"),
        ("until noon", None, None, "12:00"),
        ("at ten", None, "10:00", "10:00"),
        ("I am free at ten", None, "10:00", "10:00"),
        ("around half past ten", None, "10:30", "10:30"),
        ("half two", None, "14:30", "14:30"),
        ("quarter past nine", None, "09:15", "09:15"),
        ("a quarter to one", None, "12:45", "12:45"),
        ("five past ten", None, "10:05", "10:05"),
        ("ten to twelve", None, "11:50", "11:50"),
        ("10 to 12", None, "10:00", "12:00"),
        ("from ten to twelve", None, "10:00", "12:00"),
        ("from 2 to 4 pm", None, "14:00", "16:00"),
        ("between ten and twelve", None, "10:00", "12:00"),
        ("between eleven and one", None, "11:00", "13:00"),
        ("ten thirty tomorrow", "2026-11-24", "10:30", "10:30"),
        ("2:30 pm", None, "14:30", "14:30"),
        ("2 p.m.", None, "14:00", "14:00"),
        ("12 pm", None, "12:00", "12:00"),
        ("11 o'clock", None, "11:00", "11:00"),
        ("11 o’clock", None, "11:00", "11:00"),
        ("at three in the afternoon", None, "15:00", "15:00"),
        ("at noon", None, "12:00", "12:00"),
        ("any time", None, None, None),
        ("I don't mind", None, None, None),
        ("as soon as possible", None, None, None),
    ],
)
def test_an_english_wish_is_read(
    text: str, day: str | None, earliest: str | None, latest: str | None
) -> None:
    assert find_time_wish(text, "en", AT) == _wish(day, earliest, latest)


@pytest.mark.parametrize(
    ("text", "language", "day", "earliest", "latest"),
    [
        ("fünf vor halb zehn", "de", None, "09:25", "09:25"),
        ("vor zehn nicht", "de", None, "10:00", None),
        ("ten onwards", "en", None, "10:00", None),
        ("saat ikiden sonra", "tr", None, "14:00", None),
        ("10'dan 12'ye kadar", "tr", None, "10:00", "12:00"),
        ("ayın beşinde", "tr", "2026-12-05", None, None),
        ("bir buçuk", "tr", None, "13:30", "13:30"),
        ("الساعة تنتين ونص", "ar", None, "14:30", "14:30"),
        ("بين العاشرة والثانية عشرة", "ar", None, "10:00", "12:00"),
        ("پنجشنبه ساعت ده و ربع", "fa", "2026-11-26", "10:15", "10:15"),
        ("десять минут третьего", "ru", None, "14:10", "14:10"),
        ("двадцать четвёртого числа", "ru", "2026-11-24", None, None),
        ("пів на третю", "uk", None, "14:30", "14:30"),
        ("pół do trzeciej", "pl", None, "14:30", "14:30"),
        ("piątego grudnia", "pl", "2026-12-05", None, None),
        ("la două fără un sfert", "ro", None, "13:45", "13:45"),
        ("entre 9h et 11h30", "fr", None, "09:00", "11:30"),
        ("a las tres menos cuarto", "es", None, "14:45", "14:45"),
        ("alle due e mezza", "it", None, "14:30", "14:30"),
    ],
)
def test_every_language_has_its_own_ways(
    text: str, language: str, day: str | None, earliest: str | None, latest: str | None
) -> None:
    assert find_time_wish(text, language, AT) == _wish(day, earliest, latest)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "de"),
        ("ich habe eine Frage", "de"),
        ("Guten Morgen", "de"),
        ("zwei Kinder", "de"),
        ("nicht vormittags", "de"),
        ("nicht am Dienstag", "de"),
        ("am 31. Februar", "de"),
        ("I may come", "en"),
        ("good morning, I have a question", "en"),
        ("two children", "en"),
    ],
)
def test_where_no_time_is_said_there_is_no_wish(text: str, language: str) -> None:
    assert find_time_wish(text, language, AT) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("am 22.11.", "2026-11-22"),
        ("am 24. Oktober 2026", "2026-10-24"),
        ("am 22. November", "2026-11-22"),
        ("heute um acht", "2026-11-23"),
    ],
)
def test_what_is_over_is_marked_as_past(text: str, day: str) -> None:
    found = find_time_wish(text, "de", AT)
    assert found is not None
    assert found.past
    assert found.day == date.fromisoformat(day)
    assert not found.allows(AT + timedelta(hours=1), AT + timedelta(hours=2))


def test_a_leap_day_is_found_in_the_year_that_has_it() -> None:
    found = find_time_wish("am 29. Februar", "de", datetime(2027, 11, 23, 9))
    assert found is not None
    assert found.day == date(2028, 2, 29)


def test_a_wish_is_fulfilled_by_windows_that_keep_to_it() -> None:
    start, end = datetime(2026, 11, 24, 10), datetime(2026, 11, 24, 11)
    assert _wish(None, None, None).allows(start, end)
    assert _wish("2026-11-24", "10:00", "11:00").allows(start, end)
    assert _wish(None, "10:30", "10:30").allows(start, end)
    assert not _wish("2026-11-25", None, None).allows(start, end)
    assert not _wish(None, "10:30", None).allows(start, end)
    assert not _wish(None, None, "10:30").allows(start, end)
    assert not _wish(None, "11:00", "11:00").allows(start, end)


@given(
    st.text(max_size=200),
    st.sampled_from(list(LANGUAGES)),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),
)
def test_no_text_breaks_it(text: str, language: str, at: datetime) -> None:
    find_time_wish(text, language, at)


TIME_WORDS = (
    "um ab bis vor nach zwischen und halb viertel drei zehn 10 24 30 : . - Uhr morgen früh nicht "
    "am Dienstag November vierundzwanzigsten in einer Woche at half past to between noon pm "
    "tomorrow the 24th of 31.12. 2026-11-24 24:00 0 9999 "
    "saat ikiden sonra önce buçuk geçe arasında ile ayın beşinde üç 10'dan kadar "
    "без пяти до половины третьего после с минут пятого декабря через две недели "
    "za po wpół do trzeciej od dziesiątej y media menos cuarto las diez e mezza dalle alle "
    "بعد الساعة الثانية ونص إلا ربع بين و للعشرة از تا و نیم به ده نه"
)


@given(
    st.lists(st.sampled_from(TIME_WORDS.split()), max_size=12).map(" ".join),
    st.sampled_from(list(LANGUAGES)),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),
)
def test_a_wish_never_ends_before_it_begins(text: str, language: str, at: datetime) -> None:
    found = find_time_wish(text, language, at)
    if found is None:
        return
    if found.earliest is not None and found.latest is not None:
        assert found.earliest <= found.latest
    if found.day is not None and not found.past:
        assert found.day >= at.date()


@given(st.times(), st.sampled_from(list(LANGUAGES)))
def test_any_written_time_of_an_office_day_is_that_time(moment: time, language: str) -> None:
    hour = 7 + moment.hour % 14
    found = find_time_wish(f"{hour}:{moment.minute:02}", language, AT)
    assert found == TimeWish(None, time(hour, moment.minute), time(hour, moment.minute))
