from pathlib import Path

import pytest

from benchmarks.turns_evidence import (
    MeasuredUtterance,
    Reading,
    Silence,
    StockStop,
    read_evidence,
    write_evidence,
)
from benchmarks.turns_figures import outcome, summarise
from benchmarks.turns_strategies import (
    STOCK_FALLBACK_SECONDS,
    evidence_in,
    one_pause,
    ours,
    scaled,
    smart_turn_alone,
    stock,
)
from benchmarks.utterances import PauseKind
from dialogs.actions import Expectation
from dialogs.outlook import Outlook
from languages.turn_words import Ending
from voicebot.errors import InputError
from voicebot.settings import TurnSettings

SETTINGS = TurnSettings()


def silence(
    began: float,
    resumed: float | None,
    *,
    text: str | None = "Ich möchte gern.",
    completion: float = 0.1,
    no_speech: bool = False,
    outlook: str | None = None,
) -> Silence:
    return Silence(
        began=began,
        noticed=began + 0.1,
        resumed=resumed,
        recognition_seconds=0.2,
        completion_seconds=0.1,
        completion=completion,
        text=text,
        heard_language="de",
        language_scores={"de": 1.0},
        confidence=0.9,
        no_speech=no_speech,
        reading=None if outlook is None else Reading(outlook, accepted=False, topic=None),
    )


def utterance(
    *silences: Silence, stock_stops: tuple[StockStop, ...] = (), language: str = "de"
) -> MeasuredUtterance:
    return MeasuredUtterance(
        language=language,
        kind=PauseKind.WITHIN_PHRASE,
        expectation=Expectation.ANYTHING,
        before="Ich möchte gern",
        after="einen Termin.",
        pause_began=1.0,
        pause_ended=1.8,
        ended=3.0,
        silences=silences,
        stock=stock_stops,
    )


PAUSED = utterance(
    silence(1.0, 1.8),
    silence(3.0, None, completion=0.9),
    stock_stops=(StockStop(1.3, 2.0, 0.9, 0.1), StockStop(3.3, None, 0.9, 0.1)),
)


EVIDENCE = evidence_in(PAUSED.silences[0], Expectation.ANYTHING)


@pytest.mark.parametrize(("seconds", "cut_off"), [(0.7, True), (0.9, False)])
def test_a_turn_that_is_over_before_the_caller_goes_on_is_cut_off(
    seconds: float, cut_off: bool
) -> None:
    assert ours(one_pause(seconds), SETTINGS)(PAUSED).cut_off is cut_off


def test_waiting_is_counted_from_the_last_sound_in_whole_windows() -> None:
    verdict = ours(one_pause(0.7), SETTINGS)(PAUSED)
    assert verdict.waiting_seconds == pytest.approx(22 * 0.032)


def test_nothing_is_decided_before_it_is_recognised() -> None:
    assert ours(one_pause(0.0), SETTINGS)(PAUSED).waiting_seconds == pytest.approx(0.3)
    assert ours(one_pause(0.0), SETTINGS, 0.5)(PAUSED).waiting_seconds == pytest.approx(0.6)


@pytest.mark.parametrize(("resumed", "taken_back"), [(1.8, True), (2.8, False)])
def test_a_caller_who_goes_on_soon_has_the_answer_taken_back(
    resumed: float, taken_back: bool
) -> None:
    verdict = ours(one_pause(0.5), SETTINGS)(utterance(silence(1.0, resumed), silence(3.0, None)))
    assert (verdict.cut_off, verdict.taken_back) == (True, taken_back)


def test_what_was_taken_for_noise_is_lost_and_not_cut_off() -> None:
    noise = silence(1.0, 1.8, text="", no_speech=True)
    verdict = ours(one_pause(0.2), SETTINGS)(utterance(noise, silence(3.0, None)))
    assert (verdict.cut_off, verdict.taken_back, verdict.lost) == (False, False, True)


def test_smart_turn_alone_tells_the_end_from_the_pause() -> None:
    verdict = ours(smart_turn_alone(0.5), SETTINGS)(PAUSED)
    assert not verdict.cut_off
    assert verdict.waiting_seconds == pytest.approx(0.3, abs=0.032)
    assert ours(smart_turn_alone(0.05), SETTINGS)(PAUSED).cut_off


def test_a_policy_can_be_scaled() -> None:
    assert scaled(one_pause(0.5), 2.0)(EVIDENCE, SETTINGS) == 1.0


def test_the_policy_is_told_how_the_words_end() -> None:
    evidence = evidence_in(silence(1.0, None), Expectation.ANYTHING)
    assert evidence.ending is Ending.OPEN
    assert evidence.completion == 0.1


def test_words_that_nobody_could_understand_are_taken_for_answerable() -> None:
    assert evidence_in(silence(1.0, None), Expectation.ANYTHING).outlook is Outlook.ANSWER
    known = silence(1.0, None, outlook=Outlook.UNCLEAR)
    assert evidence_in(known, Expectation.ANYTHING).outlook is Outlook.UNCLEAR
    assert evidence_in(silence(1.0, None, text=None), Expectation.ANYTHING).outlook is None


def test_an_outlook_that_is_no_more_has_to_be_reread() -> None:
    with pytest.raises(InputError, match="--reread"):
        evidence_in(silence(1.0, None, outlook="gone"), Expectation.ANYTHING)


def test_pipecat_ends_a_turn_once_smart_turn_says_so_and_the_words_are_there() -> None:
    verdict = stock(STOCK_FALLBACK_SECONDS)(PAUSED)
    assert verdict.cut_off
    assert verdict.waiting_seconds == pytest.approx(0.5)


def test_pipecat_waits_for_its_fallback_when_smart_turn_says_no() -> None:
    unsure = utterance(
        *PAUSED.silences,
        stock_stops=(StockStop(1.3, 2.0, 0.2, 0.1), StockStop(3.3, None, 0.2, 0.1)),
    )
    verdict = stock(STOCK_FALLBACK_SECONDS)(unsure)
    assert not verdict.cut_off
    assert verdict.waiting_seconds == pytest.approx(3.3)
    assert stock(0.5)(unsure).cut_off


def test_an_outcome_counts_shares_and_times() -> None:
    patient = utterance(silence(1.0, 1.1), silence(3.0, None), language="en")
    result = outcome(ours(one_pause(0.7), SETTINGS), [PAUSED, patient])
    assert (result.utterances, result.cut_off_share, result.taken_back_share) == (2, 0.5, 0.5)
    assert result.p50_ms == result.p95_ms == result.mean_ms == 704.0


def test_an_outcome_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no utterances"):
        outcome(ours(one_pause(0.7), SETTINGS), [])


def test_summaries_are_of_all_then_of_languages_then_of_kinds() -> None:
    english = utterance(silence(1.0, 1.8), silence(3.0, None), language="en")
    summaries = summarise({"one": ours(one_pause(0.7), SETTINGS)}, [PAUSED, english])
    assert [(one.language, one.kind, one.outcome.utterances) for one in summaries] == [
        (None, None, 2),
        ("de", None, 1),
        ("en", None, 1),
        (None, PauseKind.WITHIN_PHRASE, 2),
    ]


def test_evidence_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "evidence.jsonl"
    write_evidence(path, [PAUSED, PAUSED])
    assert read_evidence(path) == [PAUSED, PAUSED]


@pytest.mark.parametrize("content", ["", "{}\n", "no JSON\n"])
def test_a_file_without_evidence_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "evidence.jsonl"
    path.write_text(content)
    with pytest.raises(InputError, match=r"evidence\.jsonl"):
        read_evidence(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.jsonl"):
        read_evidence(tmp_path / "absent.jsonl")
