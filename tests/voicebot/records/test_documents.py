import json
from datetime import datetime, timedelta

import pytest

from dialogs.actions import BookCallback
from voicebot.records.documents import document, masked
from voicebot.records.entries import Speaker, TurnRecord
from voicebot.records.store import Records


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+493023125042", "***042"), ("42", "***42"), (None, None)],
)
def test_of_a_masked_number_only_the_last_three_digits_remain(
    number: str | None, shown: str | None
) -> None:
    assert masked(number) == shown


async def test_a_call_becomes_one_json_document(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    await records.start_call("CA1", "twilio", None, at)
    await records.add_turn("CA1", TurnRecord(Speaker.CALLER, "Ücret?", "tr", at))
    reference = await records.book_callback("CA1", callback, at)
    await records.end_call("CA1", "goodbye", at + timedelta(seconds=1.5))
    call = await records.call("CA1")
    assert call is not None

    content = json.loads(json.dumps(document(call)))

    assert content["started_at"] == "2026-03-02T09:30:15.123456+00:00"
    assert content["seconds"] == 1.5
    assert content["turns"][0]["speaker"] == "caller"
    assert content["events"][0]["data"] == {"reference": reference}
    assert content["callbacks"][0]["window_start"] == "2026-03-03T08:00:00+00:00"
    assert content["callbacks"][0]["status"] == "open"
