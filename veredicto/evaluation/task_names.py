"""What can be evaluated; light, for the command line's help."""

from __future__ import annotations

from enum import StrEnum


class TaskName(StrEnum):
    """A task under its name in the contract."""

    NLI = "nli"
    STANCE = "stance"
    CHECKWORTHY = "checkworthy"
    ATTRIBUTION = "attribution"
    RETRIEVAL = "retrieval"
    EXTRACTION = "extraction"
    CLAIMS = "claims"
    DECOMPOSITION = "decomposition"
    ENTITIES = "entities"
    AVERITEC = "averitec"
    DOCUMENTS = "documents"
