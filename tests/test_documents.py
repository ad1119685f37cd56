"""The documents say what the code does."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    declared = [
        *project["project"]["dependencies"],
        *(name for group in project["project"]["optional-dependencies"].values() for name in group),
        *(name for group in project["dependency-groups"].values() for name in group),
    ]
    names = {re.split(r"[\[<>=; ]", line)[0] for line in declared}
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    explained = set(re.findall(r"`([A-Za-z0-9_.-]+)`", page))
    assert names <= explained


def test_every_direct_dependency_is_imported_somewhere() -> None:
    """A dependency that nobody imports is one that nobody notices when it breaks."""
    not_imported_by_name = {
        "uvloop",  # uvicorn uses it when it is there
        "python-multipart",  # FastAPI needs it for forms
        "websockets",  # uvicorn's websocket protocol, besides the simulated caller
    }
    module_names = {
        "faster-whisper": "faster_whisper",
        "pipecat-ai": "pipecat",
        "piper-tts": "piper",
        "py-nanotts": "py_nanotts",
        "pydantic-settings": "pydantic_settings",
        "pyyaml": "yaml",
        "scikit-learn": "sklearn",
        "espeakng-loader": "espeakng_loader",
        "opentelemetry-api": "opentelemetry",
        "opentelemetry-exporter-otlp-proto-http": r"opentelemetry\.exporter\.otlp\.proto\.http",
        "opentelemetry-sdk": r"opentelemetry\.sdk",
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    source = "\n".join(
        path.read_text("utf-8")
        for package in ("voicebot", "intents", "languages", "telephony", "dialogs", "benchmarks")
        for path in (ROOT / package).rglob("*.py")
    )
    for line in project["project"]["dependencies"]:
        name = re.split(r"[\[<>=; ]", line)[0]
        if name not in not_imported_by_name:
            module = module_names.get(name, name)
            assert re.search(rf"^\s*(import|from) {module}\b", source, re.MULTILINE), name
