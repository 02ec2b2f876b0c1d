"""What went wrong with a hub, in words that say what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from checkers.errors import BadInput, ModelError, VeredictoError

if TYPE_CHECKING:
    from huggingface_hub.errors import HfHubHTTPError

GO_ON = "the same command goes on where this one was"
UNAUTHORISED, FORBIDDEN, NOT_FOUND, TOO_MANY = 401, 403, 404, 429


@contextmanager
def told_plainly(name: str, revision: str | None) -> Iterator[None]:
    """Turn whatever a pull of the model may raise into an error that is shown as it is.

    Nothing of a request is shown, since its headers may carry the token.

    Raises:
        BadInput: the model is not there or not open to this user.
        ModelError: the hub or the disk failed, or the user interrupted.
    """
    import httpx2
    from huggingface_hub.errors import (
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
    )

    try:
        yield
    except VeredictoError:
        raise
    except KeyboardInterrupt as error:
        message = f"interrupted; {GO_ON}"
        raise ModelError(message) from error
    except HFValidationError as error:
        message = f"{name!r} is no name of a model: give it as organisation/model"
        raise BadInput(message) from error
    except HfHubHTTPError as error:
        raise _refused(name, revision, error) from error
    except OfflineModeIsEnabled as error:
        message = f"{name} cannot be pulled: HF_HUB_OFFLINE is set"
        raise BadInput(message) from error
    except (LocalEntryNotFoundError, httpx2.HTTPError) as error:
        reason = type(error.__cause__ or error).__name__
        message = f"{_endpoint()} does not answer ({reason}): see to the network; {GO_ON}"
        raise ModelError(message) from error
    except OSError as error:
        raise _disk(name, error) from error
    except ValueError as error:
        message = f"{name} cannot be pulled ({type(error).__name__}): see HF_ENDPOINT and HF_TOKEN"
        raise ModelError(message) from error


def _refused(name: str, revision: str | None, error: HfHubHTTPError) -> VeredictoError:
    from huggingface_hub.errors import GatedRepoError, RevisionNotFoundError

    status = error.response.status_code
    if isinstance(error, RevisionNotFoundError):
        return BadInput(f"{name} has no revision {revision!r}: give a branch, a tag or a commit")
    if isinstance(error, GatedRepoError) or status == FORBIDDEN:
        return BadInput(
            f"{name} is not open to everyone: ask for access on its page at {_endpoint()}, then "
            "set HF_TOKEN"
        )
    if status in {UNAUTHORISED, NOT_FOUND}:
        return BadInput(
            f"{_endpoint()} has no model {name}, or it is private: see to the spelling "
            "(organisation/model), or set HF_TOKEN"
        )
    if status == TOO_MANY:
        return ModelError(f"{_endpoint()} asks to wait (HTTP 429): try again in some minutes")
    return ModelError(f"{_endpoint()} failed (HTTP {status}): try again later; {GO_ON}")


def _disk(name: str, error: OSError) -> ModelError:
    from checkers.models.pulled import model_cache

    if error.errno is None:
        # huggingface_hub's way of saying that a file ended too early or has no hash.
        return ModelError(f"{name} did not come whole from {_endpoint()}: try again; {GO_ON}")
    advice = "free some space, or set HF_HOME to a larger disk"
    if error.errno != errno.ENOSPC:
        advice = "set HF_HOME to a folder that can be written"
    return ModelError(
        f"{name} cannot be kept in {model_cache()} ({error.strerror}): {advice}; {GO_ON}"
    )


def _endpoint() -> str:
    from huggingface_hub import constants

    return constants.ENDPOINT
