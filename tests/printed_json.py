"""What a command prints as JSON, beside the schema under `docs/reference/` that describes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"


def assert_described(name: str, printed: object) -> None:
    """That the schema describes what was printed, to the last field."""
    schema = json.loads((REFERENCE / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(_closed(schema), format_checker=FormatChecker()).validate(printed)


def _closed(schema: Any) -> Any:
    """The schema, of objects that have no other fields than those it names."""
    if isinstance(schema, list):
        return [_closed(it) for it in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    return closed | {"additionalProperties": False} if "required" in schema else closed
