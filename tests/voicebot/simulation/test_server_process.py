import sys
from pathlib import Path

import pytest

from voicebot.errors import VoicebotError
from voicebot.simulation.server_process import running_server

# Stands in for `voicebot`: understands the same arguments and notes how it was ended.
_FAKE_SERVER = """
import json, pathlib, signal, sys, time
assert sys.argv[1:4] == ["serve", "--port", "0"], sys.argv
ready = pathlib.Path(sys.argv[sys.argv.index("--ready-file") + 1])
def stop(*_):
    ready.with_name("stopped").touch()
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
ready.write_text(json.dumps({"url": "http://127.0.0.1:1"}))
signal.pause()
"""


async def test_a_server_is_waited_for_and_stopped_by_sigterm(tmp_path: Path) -> None:
    async with running_server(tmp_path, (sys.executable, "-c", _FAKE_SERVER)) as url:
        assert url == "http://127.0.0.1:1"
        assert not (tmp_path / "stopped").exists()

    assert (tmp_path / "stopped").exists()


async def test_a_server_that_ends_at_once_is_reported_with_its_log(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import sys; sys.exit('no port')")

    with pytest.raises(VoicebotError, match=r"ended with status 1 .*server\.log"):
        async with running_server(tmp_path, command):
            pass

    assert "no port" in (tmp_path / "server.log").read_text()


async def test_a_server_that_does_not_get_ready_is_given_up(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import signal; signal.pause()")

    with pytest.raises(VoicebotError, match=r"was not ready after 0\.3 seconds"):
        async with running_server(tmp_path, command, ready_seconds=0.3):
            pass
