from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from command import end_warm_commands
from veredicto.quiet import quieten

if TYPE_CHECKING:
    from checkers.evidence.gather import Judges

COMMANDS = Path(__file__).parent / "veredicto"

quieten(verbose=False)
# A shell starts what it puts into the background with SIGINT ignored, and children inherit that:
# the commands that tests interrupt would not notice.
signal.signal(signal.SIGINT, signal.default_int_handler)
for name in [name for name in os.environ if name.startswith("VEREDICTO_")]:
    del os.environ[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Those of commands and browsers first, whose files take longest: a worker that began one of
    # them at the end would leave the others idle.
    items.sort(key=lambda it: COMMANDS not in it.path.parents)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    # Before coverage collects what was measured.
    end_warm_commands()


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of all commands: for each other one a process would import for seconds what commands need."""
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="session")
def judges() -> Judges:
    from checkers.evidence.gather import Judges
    from checkers.models.embedder import load_embedder
    from checkers.models.stance import load_stance_model

    return Judges(load_embedder(), load_stance_model())
