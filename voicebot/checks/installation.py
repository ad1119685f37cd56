"""Is everything there that calls need?"""

import os
from collections import Counter
from collections.abc import Iterator

from dialogs.house import House
from intents.engine.model_file import is_trained
from intents.errors import KnowledgeError
from intents.gaps import find_gaps
from intents.knowledge import Approval
from voicebot.assistant import load_house
from voicebot.checks.finding import Finding, Level
from voicebot.errors import InputError, VoicebotError
from voicebot.models.manifest import load_manifest
from voicebot.models.store import ModelState, installed
from voicebot.records.store import Records
from voicebot.settings import Settings
from voicebot.speech.voices.catalogue import describe, find_voice
from voicebot.understanding import models_of_understanding


def check_folders(settings: Settings) -> Iterator[Finding]:
    """Whether data can be written."""
    folder = settings.data_folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if writable:
        yield Finding("data folder", Level.GOOD, f"{folder} can be written.")
    else:
        yield Finding("data folder", Level.PROBLEM, f"{folder} cannot be written.")


def check_knowledge(settings: Settings) -> Iterator[Finding]:
    """Whether office file, phrases and answers are whole, and who approved them."""
    yield from _check_gaps(settings)
    try:
        house = load_house(settings)
    except InputError as error:
        yield Finding("knowledge", Level.PROBLEM, f"{error}.")
        return
    languages = ", ".join(settings.languages)
    subjects = len(house.knowledge.topics)
    yield Finding("knowledge", Level.GOOD, f"{subjects} subjects are complete in {languages}.")
    yield from _check_approvals(house)
    if settings.office_file is None:
        yield Finding(
            "office",
            Level.NOTE,
            "The shipped example office with invented hours is in use; set VOICEBOT_OFFICE_FILE.",
        )
    else:
        yield Finding("office", Level.GOOD, f"{settings.office_file} is valid.")


def _check_gaps(settings: Settings) -> Iterator[Finding]:
    try:
        gaps = find_gaps(settings.languages)
    except KnowledgeError:
        return  # what is wrong with it, loading everything says
    for gap in gaps:
        level = Level.PROBLEM if gap.prevents_start else Level.NOTE
        yield Finding(
            f"knowledge {gap.language}", level, f"No {gap.what} for {', '.join(gap.topics)}."
        )


def _check_approvals(house: House) -> Iterator[Finding]:
    approvals = Counter(topic.approval for topic in house.knowledge.topics.values())
    if examples := approvals[Approval.EXAMPLE]:
        yield Finding(
            "approval",
            Level.NOTE,
            f"{examples} subjects have example texts that the office has not approved yet.",
        )


def check_models(settings: Settings) -> Iterator[Finding]:
    """Whether weights are installed and unchanged, and which voice each language has."""
    try:
        entry = load_manifest().find(settings.recogniser.model)
    except InputError as error:
        yield Finding("recogniser", Level.PROBLEM, f"{error}.")
        return
    status = installed(entry, settings, digests=True)
    if status.state is ModelState.PRESENT:
        yield Finding("recogniser", Level.GOOD, f"{entry.name} is installed and unchanged.")
    else:
        yield Finding(
            "recogniser",
            Level.PROBLEM,
            f"{entry.name} is {status.state}{f' ({status.problem})' if status.problem else ''}; "
            f"run `voicebot models pull {entry.name}`.",
        )
    for language in settings.languages:
        try:
            source = find_voice(language, settings)
        except VoicebotError as error:
            yield Finding(f"voice {language}", Level.PROBLEM, f"{error}.")
            continue
        level = Level.NOTE if source.fallback else Level.GOOD
        yield Finding(f"voice {language}", level, describe(source))


def check_understanding(settings: Settings) -> Iterator[Finding]:
    """Whether there is a model of the present training sentences."""
    folder = models_of_understanding(settings)
    try:
        trained = is_trained(folder, settings.languages)
    except KnowledgeError as error:
        yield Finding("understanding", Level.PROBLEM, f"{error}.")
        return
    if trained:
        yield Finding("understanding", Level.GOOD, f"A trained model is kept in {folder}.")
    else:
        yield Finding(
            "understanding",
            Level.NOTE,
            "There is no model of the present sentences; the first start trains it for two to "
            "three minutes a language, or run `voicebot train`.",
        )


async def check_records(settings: Settings) -> list[Finding]:
    """Whether the database answers."""
    try:
        records = Records.open(settings.resolved_database_url)
    except VoicebotError as error:
        return [Finding("records", Level.PROBLEM, f"{error}.")]
    try:
        counts = await records.counts()
    except VoicebotError as error:
        return [Finding("records", Level.PROBLEM, f"{error}.")]
    finally:
        await records.close()
    text = f"{counts.calls} calls, {counts.callbacks_open} open callbacks."
    return [Finding("records", Level.GOOD, text)]
