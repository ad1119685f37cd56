"""What was said besides the topic: telephone and file numbers, names, towns, days and times.

Everything here is pure and knows no language: the words are in ``CODE.yaml`` beside this file,
number words, ordinals and the names of days and months come from num2words and Babel. Adding a
language is adding a file. Nothing is ever guessed into a slot that was not said.
"""

from intents.slots.extract import extract_slots
from intents.slots.names import find_name
from intents.slots.phone_numbers import PhoneNumber, find_phone_number
from intents.slots.references import Reference, find_reference
from intents.slots.times import TimeWish, find_time_wish
from intents.slots.towns import Town, find_town

__all__ = [
    "PhoneNumber",
    "Reference",
    "TimeWish",
    "Town",
    "extract_slots",
    "find_name",
    "find_phone_number",
    "find_reference",
    "find_time_wish",
    "find_town",
]
