"""What a browser may send."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.dialogue import Dialogue
from dialogs.events import CallStarted, KeysPressed
from dialogs.house import House
from languages.registry import LANGUAGES
from tests.dialogs.script import TUESDAY_MORNING, shipped_house
from voicebot.server.chat.language_keys import keys_for
from voicebot.server.chat.messages import (
    Bye,
    Keys,
    LanguageChoice,
    MessageError,
    Words,
    read_message,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["say", "keys", "language", "bye", "version"]), inner)
    ),
)


def test_every_kind_of_message_is_read() -> None:
    assert read_message('{"say": " Hallo "}') == Words(say="Hallo")
    assert read_message('{"keys": "1", "version": 1}') == Keys(keys="1")
    assert read_message('{"language": "tr"}') == LanguageChoice(language="tr")
    assert read_message('{"bye": true}') == Bye(bye=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"say": ""}',
        '{"say": " \\n"}',
        '{"say": 1}',
        '{"say": "\\ud800"}',
        '{"say": "a", "keys": "1"}',
        '{"say": "a", "version": 2}',
        '{"keys": "1a"}',
        '{"keys": "1\\n"}',
        '{"keys": ""}',
        '{"language": "TR"}',
        '{"bye": false}',
        "[" * 100_000,
    ],
)
def test_everything_else_is_not(text: str) -> None:
    with pytest.raises(MessageError) as error:
        read_message(text)
    assert error.value.__suppress_context__


@given(st.text() | JSON.map(json.dumps))
def test_reading_raises_nothing_else(text: str) -> None:
    with suppress(MessageError):
        read_message(text)


@pytest.mark.parametrize("place", range(2))
def test_keys_lead_to_their_language(place: int) -> None:
    house: House = shipped_house()
    language = house.languages[place]
    dialogue = Dialogue(house)
    state, _ = dialogue.decide(dialogue.initial_state(), CallStarted(TUESDAY_MORNING, written=True))
    for number, key in enumerate(keys_for(language, house.languages), 1):
        at = TUESDAY_MORNING + timedelta(seconds=number)
        state, _ = dialogue.decide(state, KeysPressed(at, key))
    assert state.language == language


def test_languages_without_a_key_of_their_own_are_on_the_next_page() -> None:
    languages = tuple(LANGUAGES)
    assert keys_for(languages[8], languages) == ("9",)
    assert keys_for(languages[9], languages) == ("*", "*", "1")
    assert keys_for(languages[11], languages) == ("*", "*", "3")
