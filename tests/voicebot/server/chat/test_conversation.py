"""Whole conversations over the socket."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.voicebot.server.chat.conftest import ChatServer, StartServer, sources
from voicebot.records.entries import Speaker


async def test_the_dialogue_greets_and_says_that_a_machine_speaks(server: ChatServer) -> None:
    async with server.visit() as browser:
        greeting = await browser.receive()
    assert greeting["texts"][0]["source"] == "phrase:disclosure"
    assert "KI-Assistent" in greeting["texts"][0]["text"]
    assert (greeting["version"], greeting["ended"]) == (1, False)
    assert {text["language"] for text in greeting["texts"]} == {"de", "en"}


async def test_a_question_is_answered_and_everything_is_in_the_records(
    server: ChatServer,
) -> None:
    async with server.visit() as browser:
        greeting = await browser.receive()
        answer = await browser.send(say="How much is it?")
        assert "topic:fees" in sources(answer)
        goodbye = await browser.send(bye=True)
        assert goodbye["ended"]
        assert await browser.closed() == 1000
    (summary,) = await server.records.recent_calls(10)
    assert (summary.channel, summary.language, summary.end_reason) == ("chat", "en", "caller")
    record = await server.records.call(summary.call_id)
    assert record is not None
    said = [turn.text for turn in record.turns if turn.speaker is Speaker.ASSISTANT]
    assert said == [text["text"] for text in (*greeting["texts"], *answer["texts"])]
    (heard,) = [turn for turn in record.turns if turn.speaker is Speaker.CALLER]
    assert (heard.text, heard.topic) == ("How much is it?", "fees")


async def test_a_callback_is_booked_and_found_in_the_records(server: ChatServer) -> None:
    async with server.visit() as browser:
        await browser.receive()
        for words in (
            "Bitte rufen Sie mich zurück.",
            "Was kostet das?",
            "Anna Beispiel",
        ):
            answer = await browser.send(say=words)
        if answer["expects"] == "yes_no":  # is the name right?
            answer = await browser.send(say="Ja")
        assert answer["expects"] == "phone_number"
        assert (await browser.send(say="030 23125042"))["expects"] == "yes_no"
        answer = await browser.send(say="Ja")
        if answer["expects"] == "time_window":
            answer = await browser.send(say="Das erste, bitte.")
        assert answer["expects"] == "yes_no"
        assert await server.records.callbacks() == []
        answer = await browser.send(say="Ja")
        assert "phrase:callback_confirmed" in sources(answer)
        (callback,) = await server.records.callbacks()
    assert (callback.name, callback.number, callback.topic) == (
        "Anna Beispiel",
        "+493023125042",
        "fees",
    )


async def test_keys_choose_as_on_the_telephone(server: ChatServer) -> None:
    async with server.visit() as browser:
        await browser.receive()
        answer = await browser.send(keys="2")
    assert {text["language"] for text in answer["texts"]} == {"en"}


async def test_a_language_is_chosen_before_the_first_words_only(server: ChatServer) -> None:
    async with server.visit() as browser:
        await browser.receive()
        answer = await browser.send(language="en")
        assert {text["language"] for text in answer["texts"]} == {"en"}
        assert "phrase:language_changed" in sources(answer)
        assert (await browser.send(language="fr"))["error"] == "unknown_language"
        await browser.send(say="How much is it?")
        assert (await browser.send(language="de"))["error"] == "language_too_late"


async def test_goodbye_ends_the_chat(server: ChatServer) -> None:
    async with server.visit() as browser:
        await browser.receive()
        answer = await browser.send(say="Auf Wiederhören.")
        assert "phrase:goodbye" in sources(answer)
        assert answer["ended"]
        assert await browser.closed() == 1000
    (summary,) = await server.records.recent_calls(10)
    assert summary.end_reason == "assistant: goodbye"


async def test_a_connection_that_breaks_closes_the_record(server: ChatServer) -> None:
    async with server.visit() as browser:
        await browser.receive()
        browser.connection.transport.abort()
    assert await server.lines.drain(20.0) == 0
    (summary,) = await server.records.recent_calls(10)
    assert summary.end_reason == "caller"


async def test_who_writes_nothing_is_asked_and_then_said_goodbye_to(
    start_server: StartServer,
) -> None:
    server = await start_server(idle_seconds=0.3)
    async with server.visit() as browser:
        await browser.receive()
        said: list[dict[str, Any]] = []
        while not said or not said[-1]["ended"]:
            said.append(await browser.receive())
        assert await browser.closed() == 1000
    assert "phrase:still_there" in sources(said[0])
    assert "phrase:goodbye" in sources(said[-1])
    (summary,) = await server.records.recent_calls(10)
    assert summary.end_reason == "assistant: no_input"


async def test_a_chat_that_lasts_too_long_is_ended(start_server: StartServer) -> None:
    server = await start_server(max_seconds=1e-9)
    async with server.visit() as browser:
        await browser.receive()
        answer = await browser.send(say="Was kostet das?")
        assert "phrase:time_up" in sources(answer)
        assert answer["ended"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=st.lists(st.text(max_size=60), max_size=6), packed=st.booleans())
async def test_whatever_is_written_gets_an_answer_and_the_chat_goes_on(
    server: ChatServer, messages: list[str], packed: bool
) -> None:
    async with server.visit() as browser:
        await browser.receive()
        for message in messages:
            if packed:
                answer = await browser.send(say=message)
            else:
                await browser.connection.send(message)
                answer = await browser.receive()
            assert ("error" in answer) != ("texts" in answer)
            if answer.get("ended"):
                return
        answer = await browser.send(say="Was kostet das?")
        assert answer["texts"]


async def test_bytes_close_the_chat(server: ChatServer) -> None:
    async with server.visit() as browser:
        await browser.receive()
        await browser.connection.send(b"\x00\xff")
        assert await browser.closed() == 1003
    (summary,) = await server.records.recent_calls(10)
    assert summary.end_reason == "closed: 1003"
