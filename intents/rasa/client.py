"""Asks a Rasa server what a sentence means, over its HTTP interface."""

from typing import Annotated

import requests
from pydantic import BaseModel, Field, ValidationError

from intents.rasa.errors import RasaAnswerError
from intents.understanding import Alternative

_CONNECT_SECONDS = 0.5
"""A server in the same house accepts at once or not at all."""


class _Intent(BaseModel):
    # Sums of floats: a server may be a rounding error above 1.
    name: str | None
    confidence: Annotated[float, Field(ge=0.0, le=1.001, allow_inf_nan=False)]


class _Parsed(BaseModel):
    intent_ranking: Annotated[list[_Intent], Field(min_length=1)]


class _Status(BaseModel):
    model_file: str | None


class RasaClient:
    """One Rasa server; safe to use from several threads.

    Args:
        address: Base URL, ``http://127.0.0.1:5005``.
        token: What the server was started with as ``--auth-token``; None when without.
        timeout_seconds: Longest silence of the server while it answers.
    """

    def __init__(self, address: str, token: str | None, timeout_seconds: float) -> None:
        self._address = address.rstrip("/")
        self._token = token
        self._timeout = (min(_CONNECT_SECONDS, timeout_seconds), timeout_seconds)
        self._session = requests.Session()
        # Callers' words go to this server and nowhere else: past proxies of the environment.
        self._session.trust_env = False

    def ranking(self, text: str) -> tuple[Alternative, ...]:
        """Return all intents with Rasa's confidence, best first.

        Args:
            text: In the form that Rasa learnt, see ``spoken_form``. Rasa takes a leading ``/``
                for the name of an intent, so it must not get what was typed as it was typed.

        Raises:
            RasaAnswerError: There is no answer in time, it is a refusal, or it cannot be read.
        """
        content = self._ask("POST", "/model/parse", {"text": text})
        try:
            parsed = _Parsed.model_validate_json(content)
        except ValidationError as error:
            raise RasaAnswerError("its answer is no ranking of intents") from error
        found = [
            Alternative(one.name, min(one.confidence, 1.0))
            for one in parsed.intent_ranking
            if one.name
        ]
        return tuple(sorted(found, key=lambda one: -one.confidence))

    def model_name(self) -> str | None:
        """Return the name of the loaded model without ``.tar.gz``; None when none is loaded.

        Raises:
            RasaAnswerError: See ``ranking``.
        """
        content = self._ask("GET", "/status", None)
        try:
            file = _Status.model_validate_json(content).model_file
        except ValidationError as error:
            raise RasaAnswerError("its answer is no status") from error
        return file.removesuffix(".tar.gz") if file else None

    def _ask(self, method: str, path: str, body: dict[str, str] | None) -> bytes:
        try:
            answer = self._session.request(
                method,
                self._address + path,
                # Rasa takes its token in the query only.
                params={"token": self._token} if self._token is not None else None,
                json=body,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.Timeout:
            # The errors of requests quote the URL, and with it the token: not passed on.
            raise RasaAnswerError("it does not answer in time") from None
        except requests.RequestException as error:
            raise RasaAnswerError(f"it cannot be reached ({type(error).__name__})") from None
        if answer.status_code == requests.codes.unauthorized:
            raise RasaAnswerError("it refuses the token")
        if answer.status_code != requests.codes.ok:
            raise RasaAnswerError(f"it answers with HTTP status {answer.status_code}")
        return answer.content
