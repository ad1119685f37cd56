"""Numbers, dates, times and whole texts written out as people say them, for the synthesiser.

Synthesisers guess at digits ("23125001" becomes a number in the millions), so nothing that is
spoken may contain one. What differs between languages is in ``CODE.yaml`` beside this file;
adding a language is adding a file.
"""

from languages.spoken.dates import spoken_date
from languages.spoken.lists import spoken_list
from languages.spoken.numbers import spoken_digits, spoken_phone_number
from languages.spoken.reading import read_aloud
from languages.spoken.times import spoken_time, spoken_time_window

__all__ = [
    "read_aloud",
    "spoken_date",
    "spoken_digits",
    "spoken_list",
    "spoken_phone_number",
    "spoken_time",
    "spoken_time_window",
]
