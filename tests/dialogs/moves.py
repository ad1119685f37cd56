"""Everything that can happen to a conversation, for tests that let anything happen."""

from collections.abc import Callable, Sequence

from dialogs.actions import (
    BookCallback,
    CancelCallback,
    FindCallback,
    MoveCallback,
    ReadCalendar,
    SendMessage,
    StartRecording,
    Transfer,
)
from dialogs.events import (
    CallbackCancelled,
    CallbackCommitted,
    CallbackFound,
    CallbackMoved,
    CallbackNotFound,
    CallbackRefused,
    Event,
    MachineHeard,
    MessageAccepted,
    MessageRefused,
    RecordingRefused,
    RecordingStarted,
    RefusalReason,
    TransferFailed,
)
from tests.dialogs.script import CALLER, Script, shipped_house

Move = Callable[[Script], object]

TEXTS = [
    "Ja", "Nein", "Ja, aber nein", "Die erste", "Die zweite", "Abbrechen", "Egal", "Blub", "",
    "Anna Beispiel", "null drei null", "zwei drei eins", "030 23125 002", "der Name", "S C H M I D",
    "die Nummer", "die Zeit", "das Thema", "die Sprache", "am Sonntag um zehn", "gestern um neun",
    "Donnerstag nachmittag", "fertig", "Englisch", "Auf Deutsch, bitte", "Türkisch", "yes", "no",
    "the first one", "My name is Ann", "oh three oh two three one two five oh oh two",
    "Thursday afternoon", "Langsamer, bitte", "Sprechen Sie wieder normal", "   ",
    "Nein, die Nummer endet auf 54", "Nein, am Donnerstag", "Mehr dazu", "Als SMS bitte",
    "Ich möchte meinen Rückruf absagen", "Ich will den Rückruf verschieben", "absagen",
    "verschieben", "so lassen", "Meine Vorgangsnummer ist 471321", "471321", "47", "Kempen",
    "Ich wohne in Viersen", "Sie Idiot", "Ich bin in Gefahr", "Sprechen Sie nach dem Signalton",
    "Ich dolmetsche für jemanden", "Ich bin ein Kind", "keins von beiden", "Und was kostet das?",
    "Tschüss", "Auf Wiederhören", "a" * 3000, "\u202eرقم\u0000", "🙂🙂", "Ne kadar? What? Привет",
]  # fmt: skip
ACTS = [
    "affirm", "deny", "repeat", "slower", "simpler", "change_language", "greeting", "thanks",
    "goodbye", "are_you_human", "wait", "correction", "something_unknown",
]  # fmt: skip
KEYS = ["0", "1", "2", "3", "4", "9", "*", "#", "12", "471321", "03023125002#", "99999#", "#*1"]
CONFIDENCES = [None, 0.3, 0.95]


def _says(text: str, topic: str | None, language: str = "de") -> Move:
    def move(call: Script) -> Script:
        call.language = language
        return call.hear(text, topic)

    return move


def _mumbles(text: str, confidence: float | None) -> Move:
    return lambda call: call.hear(text, heard_with=confidence)


def _doubts(first: str, second: str) -> Move:
    return lambda call: call.hear(
        "Hm", first, accepted=False, alternatives=((first, 0.4), (second, 0.35))
    )


def _presses(keys: str) -> Move:
    return lambda call: call.press(keys)


def _waits(seconds: float) -> Move:
    return lambda call: call.wait(seconds).stay_silent()


def all_moves() -> Sequence[Move]:
    """Utterances of any topic, silence, keys, failures; answers to what is asked come often."""
    topics = [*shipped_house().knowledge.topics, *ACTS]
    return [
        *(_says(text, None) for text in TEXTS),
        *(_says(text, None) for text in TEXTS[:40]),
        *(_says(text, "affirm") for text in ("Ja", "Genau", "Okay")),
        *(_says("Eine Frage", topic) for topic in topics),
        *(_says("Wie viel ist das?", topic, "en") for topic in topics[::4]),
        *(_says("Auch das", topic, "tr") for topic in topics[::9]),
        *(_mumbles(text, confidence) for text in TEXTS[:12] for confidence in CONFIDENCES),
        *(_doubts(first, second) for first, second in zip(topics[::5], topics[3::5], strict=False)),
        *(_presses(keys) for keys in KEYS),
        *[Script.stay_silent] * 4,
        *[Script.mumble] * 3,
        *[Script.break_recogniser] * 2,
        *(_waits(seconds) for seconds in (5.0, 60.0, 400.0)),
        lambda call: call.play(MachineHeard(call.at)),
    ]


def result_of(call: Script, luck: int) -> Event:  # noqa: PLR0911 - one per request
    """What comes of the request that the conversation waits for.

    Args:
        call: Waiting.
        luck: Any number; most of them mean success.
    """
    at, bad = call.at, luck % 8
    full = RefusalReason.WINDOW_FULL
    match call.request:
        case BookCallback() if bad > 1:
            return CallbackCommitted(at, "471321")
        case MoveCallback() if bad > 1:
            return CallbackMoved(at)
        case CancelCallback() if bad:
            return CallbackCancelled(at)
        case FindCallback(reference=reference) if bad > 2:
            start = call.at.replace(hour=9, minute=0)
            return CallbackFound(
                at, reference, "Anna Beispiel", CALLER, "fees", start, start.replace(hour=10)
            )
        case FindCallback() if bad:
            return CallbackNotFound(at)
        case SendMessage():
            return MessageAccepted(at) if bad else MessageRefused(at)
        case Transfer():
            return TransferFailed(at)
        case StartRecording():
            return RecordingStarted(at) if bad else RecordingRefused(at)
        case ReadCalendar():
            return CallbackRefused(at)
        case _:
            return CallbackRefused(at, full if bad else RefusalReason.FAILED)


WRONG_RESULTS: Sequence[Callable[[Script], Event]] = (
    lambda call: CallbackCommitted(call.at, "999999"),
    lambda call: CallbackMoved(call.at),
    lambda call: CallbackCancelled(call.at),
    lambda call: CallbackRefused(call.at),
    lambda call: MessageAccepted(call.at),
    lambda call: RecordingStarted(call.at),
    lambda call: TransferFailed(call.at),
)
"""Results that nothing was requested for, or something else."""
