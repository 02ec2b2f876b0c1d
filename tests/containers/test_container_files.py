from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from veredicto.settings import Settings

OURS = ("server", "deploy", "worker", "desk")


@pytest.fixture(scope="module")
def composed(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((root / "compose.yaml").read_text(encoding="utf-8"))
    return found


def test_the_containerfile_passes_hadolint(root: Path) -> None:
    linter = Path(sys.executable).with_name("hadolint")
    ended = subprocess.run(
        [linter, root / "Containerfile"], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stdout


def test_the_compose_file_is_one_to_the_schema_of_its_specification(
    root: Path, composed: dict[str, Any]
) -> None:
    schema = root / "tests" / "data" / "compose-spec" / "compose-spec.json"

    jsonschema.Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(composed)


def test_every_image_is_pinned_and_named_without_a_registry(
    root: Path, composed: dict[str, Any]
) -> None:
    containerfile = (root / "Containerfile").read_text(encoding="utf-8")
    images = [service["image"] for service in composed["services"].values()]
    images += re.findall(r"^FROM (\S+)", containerfile, re.MULTILINE)

    for image in images:
        assert re.fullmatch(r"[a-z]+:\d+\.\d+[\w.-]*", image)


def test_nobody_is_root_or_may_become_it_and_every_service_says_whether_it_is_well(
    root: Path, composed: dict[str, Any]
) -> None:
    containerfile = (root / "Containerfile").read_text(encoding="utf-8")

    assert re.findall(r"^USER (.+)$", containerfile, re.MULTILINE) == ["10001:10001"]
    for name, service in composed["services"].items():
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"]
        assert "user" in service or name in OURS
        assert "healthcheck" in service or service["restart"] == "no"


def test_no_secret_has_a_value_and_no_port_is_open_to_others(
    root: Path, composed: dict[str, Any]
) -> None:
    services = composed["services"].values()
    given = [pair for service in services for pair in service.get("environment", {}).items()]

    assert {value for name, value in given if "PASSWORD" in name} == {
        "${POSTGRES_PASSWORD:?put one into .env}"
    }
    ports = [port for service in services for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert not re.search(r"(?i)password|secret|token", (root / "Containerfile").read_text())
    settings = {f"VEREDICTO_{name.upper()}" for name in Settings.model_fields}
    assert {name for name, _ in given if name.startswith("VEREDICTO_")} <= settings
