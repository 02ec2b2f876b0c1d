"""What may go wrong when a library loads a model that somebody else made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from checkers.errors import ModelError
from checkers.models.task import SETTINGS, Task


@contextmanager
def loading(name: str, task: Task) -> Iterator[None]:
    """Turn whatever the loading raises into an error that names the setting.

    Raises:
        ModelError: the model cannot be loaded.
    """
    from safetensors import SafetensorError

    try:
        yield
    # The files decide what is raised: a shape, a missing key, a class that is not there.
    except (
        AttributeError,
        ImportError,
        LookupError,
        OSError,
        RuntimeError,
        SafetensorError,
        TypeError,
        ValueError,
    ) as error:
        message = f"{SETTINGS[task]}={name} cannot be loaded: {error}"
        raise ModelError(message) from error
