"""Which office is responsible for the place where the caller lives."""

from dialogs.actions import Say
from dialogs.turn import Turn
from intents.residence import Elsewhere, Ours, Unknown, responsible_office
from intents.slots.towns import find_town, spoken_town


def named_town(turn: Turn) -> str | None:
    """The town that the caller has just named as theirs; None if there was none."""
    if not turn.heard:
        return None
    town = find_town(turn.heard, turn.language)
    return None if town is None else town.name


def residence_words(turn: Turn, town: str) -> tuple[Say, ...]:
    """Whether this office is responsible for a town, or which one is, or that it is not known."""
    match responsible_office(turn.house.office, town, turn.language):
        case Ours(town=official):
            return turn.say("town_ours", town=spoken_town(official, turn.language))
        case Elsewhere(town=official, name=name):
            spoken = spoken_town(official, turn.language)
            return turn.say("town_elsewhere", town=spoken, office=name)
        case Unknown():
            return turn.say("town_unknown", town=town)
