"""What was committed leaves the program, over real HTTP, whatever happens in between."""

import asyncio
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.actions import BookCallback, SendMessage
from voicebot.deliveries.worker import DeliveryWorker, attempts_of, delivering, pause_seconds
from voicebot.records.entries import DeliveryStatus
from voicebot.records.store import Records
from voicebot.settings import Settings, TwilioSettings, WebhookSettings

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
BOOKING = BookCallback(
    "Anna Example", "+493023125042", "fees", "en", NOW, NOW + timedelta(hours=1), 5
)
MESSAGE = SendMessage("+491713920001", "Gebühren: 93 Euro.", "topic:fees")


class Receiver:
    """A stand-in for a ticket system or for Twilio's REST interface: a real HTTP server."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.received = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append((self.path, dict(self.headers), body))
                receiver.received.set()
                status = receiver.statuses.pop(0) if receiver.statuses else 201
                answer = b'{"sid": "SM1", "code": 21610, "message": "refused", "status": 400}'
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def settings(receiver: Receiver) -> Settings:
    return Settings(
        webhook=WebhookSettings(url=f"{receiver.url}/tickets", secret="key"),
        twilio=TwilioSettings(
            account_sid="AC1",
            auth_token="token",
            message_sender="+493023125000",
            api_url=receiver.url,
        ),
    )


@pytest.fixture
async def records(tmp_path: Path) -> Records:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    opened = await asyncio.to_thread(Records.open, url, announces_callbacks=True)
    await opened.start_call("CA1", "test", None, NOW)
    return opened


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def worker(records: Records, settings: Settings, clock: Callable[[], datetime]) -> DeliveryWorker:
    give_up_after = timedelta(hours=settings.webhook.give_up_hours)
    return DeliveryWorker(records, attempts_of(settings), give_up_after, clock)


async def test_a_callback_reaches_the_ticket_system_signed(
    records: Records, settings: Settings, receiver: Receiver
) -> None:
    reference = await records.book_callback("CA1", BOOKING, NOW)
    await worker(records, settings, Clock()).deliver_due()
    ((path, headers, body),) = receiver.requests
    sent = json.loads(body)
    assert (path, sent["event"], sent["reference"]) == ("/tickets", "callback_committed", reference)
    assert sent["number"] == BOOKING.number
    stamp, digest = (part.partition("=")[2] for part in headers["Voicebot-Signature"].split(","))
    expected = hmac.new(b"key", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(digest, expected)
    assert await records.deliveries(DeliveryStatus.SENT) == 1


async def test_a_receiver_that_fails_is_tried_again_with_the_same_key(
    records: Records, settings: Settings, receiver: Receiver
) -> None:
    receiver.statuses = [503, 429]
    clock = Clock()
    delivering_again = worker(records, settings, clock)
    await records.book_callback("CA1", BOOKING, NOW)
    for _ in range(3):
        await delivering_again.deliver_due()
        assert await delivering_again.deliver_due() == 0, "it is too early for another attempt"
        clock.now += timedelta(minutes=1)
    keys = {headers["Idempotency-Key"] for _, headers, _ in receiver.requests}
    assert (len(receiver.requests), len(keys)) == (3, 1)
    assert await records.deliveries(DeliveryStatus.SENT) == 1


@pytest.mark.parametrize(("status", "tries"), [(400, 1), (410, 1), (302, 2), (500, 2)])
async def test_what_will_never_be_accepted_is_given_up(
    records: Records, settings: Settings, receiver: Receiver, status: int, tries: int
) -> None:
    receiver.statuses = [status] * 2
    clock = Clock()
    again = worker(records, settings, clock)
    await records.book_callback("CA1", BOOKING, NOW)
    await again.deliver_due()
    clock.now += timedelta(hours=settings.webhook.give_up_hours)
    await again.deliver_due()
    assert len(receiver.requests) == tries
    assert await records.deliveries(DeliveryStatus.GIVEN_UP) == 1


async def test_what_a_killed_server_had_taken_is_sent_after_its_lease(
    records: Records, settings: Settings, receiver: Receiver
) -> None:
    clock = Clock()
    await records.book_callback("CA1", BOOKING, NOW)
    assert len(await records.claim_deliveries(NOW, 10, timedelta(seconds=60))) == 1
    other = worker(records, settings, clock)
    assert await other.deliver_due() == 0
    clock.now += timedelta(seconds=61)
    assert await other.deliver_due() == 1
    assert len(receiver.requests) == 1


async def test_ten_workers_send_everything_once(
    records: Records, settings: Settings, receiver: Receiver
) -> None:
    for _ in range(30):
        await records.send_message("CA1", MESSAGE, NOW)
    workers = [worker(records, settings, Clock()) for _ in range(10)]
    while sum(await asyncio.gather(*(one.deliver_due() for one in workers))):
        pass
    assert len(receiver.requests) == 30
    assert await records.deliveries(DeliveryStatus.SENT) == 30


async def test_a_text_message_goes_to_twilio_and_is_not_kept(
    records: Records, settings: Settings, receiver: Receiver
) -> None:
    await records.send_message("CA1", MESSAGE, NOW)
    await worker(records, settings, Clock()).deliver_due()
    ((path, headers, body),) = receiver.requests
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert headers["Authorization"].startswith("Basic ")
    assert b"To=%2B491713920001" in body
    assert b"From=%2B493023125000" in body
    assert await records.claim_deliveries(NOW + timedelta(days=9), 9, timedelta(1)) == []


async def test_the_event_of_a_message_holds_neither_number_nor_text(records: Records) -> None:
    await records.send_message("CA1", MESSAGE, NOW)
    call = await records.call("CA1")
    assert call is not None
    assert [(one.kind, one.data) for one in call.events] == [
        ("message_accepted", {"source": "topic:fees"})
    ]


async def test_a_message_that_twilio_refuses_is_given_up(
    records: Records, settings: Settings, receiver: Receiver
) -> None:
    receiver.statuses = [400]
    await records.send_message("CA1", MESSAGE, NOW)
    await worker(records, settings, Clock()).deliver_due()
    assert await records.deliveries(DeliveryStatus.GIVEN_UP) == 1


async def test_a_receiver_that_is_not_there_is_tried_again_later(
    records: Records, settings: Settings, receiver: Receiver
) -> None:
    receiver.close()
    await records.book_callback("CA1", BOOKING, NOW)
    await worker(records, settings, Clock()).deliver_due()
    assert await records.deliveries(DeliveryStatus.WAITING) == 1


async def test_while_the_server_runs_everything_is_delivered(
    records: Records, settings: Settings, receiver: Receiver
) -> None:
    await records.send_message("CA1", MESSAGE, NOW)
    async with delivering(settings, records, lambda: NOW):
        assert await asyncio.to_thread(receiver.received.wait, 10)
    assert len(receiver.requests) == 1
    assert await records.deliveries(DeliveryStatus.SENT) == 1


async def test_without_a_ticket_system_nothing_is_announced(tmp_path: Path) -> None:
    async with Records.open(f"sqlite:///{tmp_path / 'other.db'}") as records:
        await records.start_call("CA1", "test", None, NOW)
        await records.book_callback("CA1", BOOKING, NOW)
        assert await records.deliveries(DeliveryStatus.WAITING) == 0
        async with delivering(Settings(), records, lambda: NOW):
            pass


@given(attempts=st.integers(1, 10_000), chance=st.floats(0, 1))
def test_pauses_grow_to_an_hour_and_never_beyond(attempts: int, chance: float) -> None:
    assert 2.5 <= pause_seconds(attempts, chance) <= 3600
    assert pause_seconds(attempts + 1, chance) >= pause_seconds(attempts, chance)
