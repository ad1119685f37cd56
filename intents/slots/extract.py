"""All slots of an utterance, as they go into ``Understanding.slots``."""

from datetime import datetime

from intents.slots.phone_numbers import find_phone_number
from intents.slots.references import find_reference
from intents.slots.times import find_time_wish
from intents.slots.towns import find_town

_FEWEST_DIGITS = 7  # shorter digits in free speech are postcodes, sections of laws, years


def extract_slots(text: str, language: str, at: datetime | None = None) -> dict[str, str | int]:
    """Everything besides the topic that an utterance states by itself.

    Names are not among it: only a question for the name makes a word one.

    Args:
        text: What was recognised.
        language: ISO 639-1 code.
        at: Now, in the office's wall-clock time; without it no days and times are read.

    Returns:
        ``phone_number`` (E.164, or bare digits if they cannot be called or can be others),
        ``reference`` (with ``?`` for what was not understood), ``town``, ``day``
        (``2026-11-24``), ``earliest`` and ``latest`` (``09:30``), each only if it was said and
        is not over.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    slots: dict[str, str | int] = {}
    if reference := find_reference(text, language):
        slots["reference"] = reference.text
        text = reference.rest  # its digits are no telephone number and no time
    if town := find_town(text, language):
        slots["town"] = town.name
    number = find_phone_number(text, language)
    if number and (number.e164 or len(number.digits) >= _FEWEST_DIGITS):
        certain = None if number.doubtful else number.e164
        slots["phone_number"] = certain or number.digits
    wish = find_time_wish(text, language, at) if at else None
    if wish is None or wish.past:
        return slots
    if wish.day is not None:
        slots["day"] = wish.day.isoformat()
    if number is not None:
        return slots  # its digits could be taken for hours
    if wish.earliest is not None:
        slots["earliest"] = f"{wish.earliest:%H:%M}"
    if wish.latest is not None:
        slots["latest"] = f"{wish.latest:%H:%M}"
    return slots
