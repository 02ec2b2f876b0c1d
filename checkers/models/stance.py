"""The stance of a passage towards a claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.special import softmax

from checkers.errors import ModelError
from checkers.labels import Stance
from checkers.models.card import NetworkCard, read_card, shipped
from checkers.models.loading import loading
from checkers.models.local import find_model
from checkers.models.network import Floats, Network
from checkers.models.task import Task
from checkers.nouns import StanceProbabilities

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

BATCH = 16
ENDS = (".", "!", "?", "…", '"', "”", "»")
LABEL_NAMES = {
    "supports": Stance.SUPPORTS,
    "supported": Stance.SUPPORTS,
    "entailment": Stance.SUPPORTS,
    "neutral": Stance.NEUTRAL,
    "not_enough_info": Stance.NEUTRAL,
    "not enough info": Stance.NEUTRAL,
    "refutes": Stance.REFUTES,
    "refuted": Stance.REFUTES,
    "contradiction": Stance.REFUTES,
}


Score: TypeAlias = Callable[[Sequence[tuple[str, str]]], Floats]
"""Logits of (passage, claim), float32 of shape (pairs, 3)."""


class StanceModel:
    """A three-way cross-encoder under the title that verdicts record.

    Args:
        score: reads (passage, claim).
        title: name and version.
        order: the stance of each of its outputs.
        temperatures: by the claim's language, divide the logits (Guo et al. 2017, temperature
            scaling); 1 for a language that is not among them.
    """

    def __init__(
        self,
        score: Score,
        title: str,
        order: Sequence[Stance],
        temperatures: Mapping[str, float] | None = None,
    ) -> None:
        self.title = title
        self._score = score
        self._columns = [
            list(order).index(s) for s in (Stance.SUPPORTS, Stance.NEUTRAL, Stance.REFUTES)
        ]
        self._temperatures = dict(temperatures or {})

    def judge(
        self, pairs: Sequence[tuple[str, str]], languages: Sequence[str | None]
    ) -> tuple[StanceProbabilities, ...]:
        """Probabilities of the three stances for each (passage, claim), in order.

        Args:
            pairs: of passage and claim.
            languages: of the claims, one for each pair; None where it is not known.

        Raises:
            ModelError: the model returned something that is no number.
        """
        if not pairs:
            return ()
        logits = self._score(pairs)
        if not np.isfinite(logits).all():
            message = f"the stance model {self.title} returned scores that are no numbers"
            raise ModelError(message)
        temperatures = [[self._temperatures.get(language or "", 1.0)] for language in languages]
        rows = softmax(np.asarray(logits, dtype=np.float64) / temperatures, axis=1)
        return tuple(StanceProbabilities(*map(float, row)) for row in rows[:, self._columns])


def stance_order(id2label: Mapping[int, str], name: str) -> tuple[Stance, ...]:
    """The stance of each output of a model, read from its `id2label`.

    Raises:
        ModelError: its labels are not the three of natural language inference.
    """
    order = tuple(LABEL_NAMES.get(id2label[i].lower()) for i in sorted(id2label))
    known = tuple(stance for stance in order if stance is not None)
    if set(known) != set(Stance) or len(order) != len(Stance):
        labels = ", ".join(id2label[i] for i in sorted(id2label))
        has = f"the labels {labels}" if labels else "no labels"
        message = f"{name} has {has}; a model with entailment, neutral and contradiction is needed"
        raise ModelError(message)
    return known


def load_stance_model(name: str | None = None, *, threads: int | None = None) -> StanceModel:
    """The shipped stance model, or the `CrossEncoder` of that folder or pulled name.

    `threads` is for the shipped one: how many batches it computes at once, None for one a core.

    Raises:
        BadSetting: the name is no model's folder and was not pulled.
        ModelError: it cannot be loaded, is damaged, or has other labels.
    """
    return _load_other(name) if name else _load_shipped(threads)


def _load_other(name: str) -> StanceModel:
    found = find_model(name, Task.STANCE)
    # This import takes seconds; the pipeline fetches pages meanwhile.
    from sentence_transformers import CrossEncoder

    with loading(name, Task.STANCE):
        model = CrossEncoder(str(found.folder), device="cpu", local_files_only=True)
    id2label = model.config.id2label if model.config else {}
    return StanceModel(_scored_by(model), found.title, stance_order(id2label or {}, name))


def _scored_by(model: CrossEncoder) -> Score:
    def score(pairs: Sequence[tuple[str, str]]) -> Floats:
        logits: Floats = model.predict(
            list(pairs),
            batch_size=BATCH,
            activation_fn=lambda logits: logits,
            show_progress_bar=False,
        )
        return logits

    return score


def _load_shipped(threads: int | None) -> StanceModel:
    folder = shipped("stance")
    card = read_card(folder, NetworkCard)
    network = Network(folder, longest=card.longest, threads=threads)
    order = stance_order(dict(enumerate(card.labels)), card.name)

    def score(pairs: Sequence[tuple[str, str]]) -> Floats:
        return network.run([(passage, as_sentence(claim)) for passage, claim in pairs])

    return StanceModel(score, card.title, order, card.temperatures)


def as_sentence(claim: str) -> str:
    """The claim with a capital and a full stop, as nearly all are that the model was trained on.

    A clause of a sentence has neither, and at once the same words may pass for other ones.
    """
    whole = claim.strip()
    whole = whole[:1].upper() + whole[1:]
    return whole if not whole or whole.endswith(ENDS) else f"{whole}."
