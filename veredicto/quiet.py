"""What Prefect and the model libraries are told before they are imported."""

from __future__ import annotations

import logging
import os


def quieten(*, verbose: bool) -> None:
    """Keep third parties from phoning home and, unless `verbose`, from logging.

    A variable that the user set stays as it is.
    """
    level = "INFO" if verbose else "CRITICAL"
    for name, value in {
        "PREFECT_LOGGING_LEVEL": level,
        "PREFECT_LOGGING_ROOT_LEVEL": level if verbose else "ERROR",
        "PREFECT_LOGGING_TO_API_ENABLED": "true" if verbose else "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # The first start makes a database, which takes long on a busy machine.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        "DO_NOT_TRACK": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "true",
    }.items():
        os.environ.setdefault(name, value)
    logging.disable(logging.DEBUG)
