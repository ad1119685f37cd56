"""Who is let in, how many, how much and how fast."""

import asyncio
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from websockets.exceptions import InvalidStatus

from tests.voicebot.server.chat.conftest import ChatServer, StartServer, sources
from tests.voicebot.server.test_webhook import lines
from voicebot.records.errors import RecordsError
from voicebot.records.store import Records
from voicebot.server.app import create_app
from voicebot.server.chat.pace import Pace
from voicebot.settings import Settings


@pytest.fixture
def client_without_chat() -> Iterator[TestClient]:
    with TestClient(create_app(lines(Settings()))) as client:
        yield client


async def test_one_visitor_too_many_hears_that_all_lines_are_busy(
    start_server: StartServer,
) -> None:
    server = await start_server(max_conversations=1)
    async with server.visit() as first:
        await first.receive()
        async with server.visit() as second:
            answer = await second.receive()
            assert set(sources(answer)) == {"phrase:all_lines_busy"}
            assert answer["ended"]
            assert await second.closed() == 1013
        await first.send(bye=True)
        assert await first.closed() == 1000
    async with server.visit() as third:
        assert sources(await third.receive())[0] == "phrase:disclosure"
    assert len(await server.records.recent_calls(10)) == 2


async def test_when_the_server_stops_chats_go_on_and_none_begins(server: ChatServer) -> None:
    async with server.visit() as browser:
        await browser.receive()
        draining = asyncio.create_task(server.lines.drain(60.0))
        async with server.visit() as late:
            assert (await late.receive())["ended"]
            assert await late.closed() == 1013
        assert "topic:fees" in sources(await browser.send(say="Was kostet das?"))
        assert not draining.done()
        await browser.send(bye=True)
        async with asyncio.timeout(20):
            assert await draining == 0


async def test_a_server_that_stops_at_last_ends_the_record(server: ChatServer) -> None:
    async with server.visit() as browser:
        await browser.receive()
        server.stop()
        assert await browser.closed() == 1012
    assert await server.lines.drain(20.0) == 0
    (summary,) = await server.records.recent_calls(10)
    assert summary.end_reason == "server"


async def test_what_cannot_be_recorded_is_not_answered(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RecordsError("the disk is full")

    async with server.visit() as browser:
        await browser.receive()
        monkeypatch.setattr(Records, "add_turn", fail)
        assert (await browser.send(say="Was kostet das?"))["error"] == "failed"
        assert await browser.closed() == 1011
    async with server.visit() as browser:
        assert (await browser.receive())["error"] == "failed"


async def test_a_message_that_is_too_long_is_refused_and_the_chat_goes_on(
    start_server: StartServer,
) -> None:
    server = await start_server(max_message_characters=20)
    async with server.visit() as browser:
        await browser.receive()
        assert (await browser.send(say="x" * 21))["error"] == "too_long"
        assert "topic:fees" in sources(await browser.send(say="Was kostet das?"))


async def test_a_message_beyond_all_measure_closes_the_chat(start_server: StartServer) -> None:
    server = await start_server(max_message_characters=20)
    async with server.visit() as browser:
        await browser.receive()
        await browser.connection.send("x" * 1000)
        assert await browser.closed() == 1009


async def test_who_writes_too_fast_is_refused(start_server: StartServer) -> None:
    server = await start_server(messages_per_minute=2)
    async with server.visit() as browser:
        await browser.receive()
        assert "texts" in await browser.send(say="Was kostet das?")
        assert (await browser.send(nonsense=True))["error"] == "malformed"
        assert (await browser.send(say="Was kostet das?"))["error"] == "too_many"


def test_a_minute_later_there_is_room_again() -> None:
    times = iter([0.0, 10.0, 20.0, 59.9, 60.0, 60.1, 70.0])
    pace = Pace(2, clock=lambda: next(times))
    assert [pace.take() for _ in range(7)] == [True, True, False, False, True, False, True]


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "https://", "http://[", "https://office.example.evil"],
)
async def test_another_website_is_refused(start_server: StartServer, origin: str) -> None:
    server = await start_server(allowed_origins=("https://office.example",))
    with pytest.raises(InvalidStatus) as refused:
        async with server.visit(origin=origin):
            pass
    assert refused.value.response.status_code == 403
    assert await server.records.recent_calls(10) == []


async def test_the_own_page_and_allowed_websites_are_let_in(start_server: StartServer) -> None:
    server = await start_server(allowed_origins=("https://office.example",))
    for origin in (f"http://{server.address}", "https://office.example", None):
        async with server.visit(origin=origin) as browser:
            assert (await browser.receive())["texts"]


@pytest.mark.parametrize(
    "origin", ["office.example", "https://office.example/", "https://a.example; script-src *", "*"]
)
def test_what_is_no_origin_is_no_setting(origin: str) -> None:
    with pytest.raises(ValueError, match="is no origin like"):
        Settings.model_validate({"chat": {"allowed_origins": [origin]}})


def test_without_the_setting_there_is_no_chat(client_without_chat: TestClient) -> None:
    assert client_without_chat.get("/chat").status_code == 404
    assert client_without_chat.get("/chat/page.js").status_code == 404
