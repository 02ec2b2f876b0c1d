"""What a model that a setting may name is for."""

from __future__ import annotations

from enum import StrEnum


class Task(StrEnum):
    """One of the two models that others may take the place of."""

    EMBEDDER = "embedder"
    STANCE = "stance"


# Where each is named.
SETTINGS = {Task.EMBEDDER: "VEREDICTO_EMBEDDER", Task.STANCE: "VEREDICTO_STANCE_MODEL"}
