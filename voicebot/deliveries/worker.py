"""Delivers what is in the outbox until it is delivered, or given up after days."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from loguru import logger

from voicebot.deliveries.attempt import Attempt, DeliveryError
from voicebot.deliveries.text_message import TextMessages
from voicebot.deliveries.webhook import Webhook
from voicebot.records.entries import Delivery, DeliveryKind
from voicebot.records.errors import RecordsError
from voicebot.records.store import Records
from voicebot.settings import Settings

_POLL_SECONDS = 1.0
_BATCH = 10
# Longer than an attempt can take; what a killed server had taken is sent again after it.
_LEASE = timedelta(seconds=60)
_FIRST_PAUSE_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 3600.0


def pause_seconds(attempts: int, chance: float) -> float:
    """How long to wait after a failure: doubled each time up to an hour, with jitter.

    Args:
        attempts: Attempts so far, from 1.
        chance: Between 0 and 1; spreads the attempts of many deliveries that failed together
            over the upper half of the pause.
    """
    doublings = min(attempts - 1, 20)
    longest = min(_FIRST_PAUSE_SECONDS * 2.0**doublings, _LONGEST_PAUSE_SECONDS)
    return longest * (0.5 + chance / 2)


def attempts_of(settings: Settings) -> Mapping[DeliveryKind, Attempt]:
    """How each kind is delivered in this installation; what is not set up is missing."""
    attempts: dict[DeliveryKind, Attempt] = {}
    if settings.twilio.sends_messages:
        attempts[DeliveryKind.TEXT_MESSAGE] = TextMessages(settings.twilio)
    if settings.webhook.url is not None:
        attempts[DeliveryKind.CALLBACK_WEBHOOK] = Webhook(settings.webhook)
    return attempts


def _not_set_up(delivery: Delivery) -> None:
    raise DeliveryError(f"{delivery.kind.value} is not set up in this installation", final=False)


class DeliveryWorker:
    """Looks into the outbox again and again.

    Args:
        records: With the outbox.
        attempts: How each kind is delivered.
        give_up_after: Since it was committed.
        now: The clock (aware).
    """

    def __init__(
        self,
        records: Records,
        attempts: Mapping[DeliveryKind, Attempt],
        give_up_after: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._attempts = attempts
        self._give_up_after = give_up_after
        self._now = now
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Deliver until ``stop``."""
        while not self._stopping.is_set():
            try:
                delivered = await self.deliver_due()
            except RecordsError as error:
                logger.error("the outbox cannot be read: {}", error)
                delivered = 0
            if not delivered:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), _POLL_SECONDS)

    def stop(self) -> None:
        """Let ``run`` end after what it is doing."""
        self._stopping.set()

    async def deliver_due(self) -> int:
        """Try everything that is due once; how many there were."""
        due = await self._records.claim_deliveries(self._now(), _BATCH, _LEASE)
        await asyncio.gather(*(self._deliver(delivery) for delivery in due))
        return len(due)

    async def _deliver(self, delivery: Delivery) -> None:
        attempt = self._attempts.get(delivery.kind, _not_set_up)
        try:
            await asyncio.to_thread(attempt, delivery)
        except DeliveryError as error:
            await self._note_failure(delivery, error)
        else:
            await self._records.mark_delivered(delivery.id, self._now())

    async def _note_failure(self, delivery: Delivery, error: DeliveryError) -> None:
        now = self._now()
        given_up = error.final or now - delivery.created_at >= self._give_up_after
        pause = pause_seconds(delivery.attempts, random.random())  # noqa: S311 - spreads load
        again = None if given_up else now + timedelta(seconds=pause)
        log = logger.error if given_up else logger.warning
        outcome = "is given up" if given_up else "will be tried again"
        log("delivery {} ({}) {}: {}", delivery.id, delivery.kind.value, outcome, error)
        await self._records.mark_undelivered(delivery.id, str(error), again)


@asynccontextmanager
async def delivering(
    settings: Settings, records: Records, now: Callable[[], datetime]
) -> AsyncIterator[None]:
    """Deliver while the block runs, if anything is to be delivered in this installation."""
    attempts = attempts_of(settings)
    if not attempts:
        yield
        return
    give_up_after = timedelta(hours=settings.webhook.give_up_hours)
    worker = DeliveryWorker(records, attempts, give_up_after, now)
    running = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop()
        await running
