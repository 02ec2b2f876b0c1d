"""Where claims of a language lie on average among the embedder's vectors.

    python -m training.claim_centres --data ../shared/data

The embedder puts all texts into a narrow cone, and each language into a part of it of its own:
without its language's centre a claim is nearer to its translation, and hash bits are more even.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np

from checkers.models.embedder import load_embedder
from checkers.repeats.traces import CENTRES

SOURCES = {
    "es": (("claims_quantemp_unlabelled.es", "claim"), ("checkworthy_newtral.es", "text")),
    "en": (("checkworthy_claimbuster.en", "text"), ("stance_fevertrain.en", "claim")),
}
OF_EACH = 1_500


def main() -> None:
    """Write the centres beside the module that reads them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    embedder = load_embedder()
    random_ = random.Random(1)
    centres = {}
    for language, sources in SOURCES.items():
        texts: list[str] = []
        for name, field in sources:
            lines = (data / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
            found = sorted({str(json.loads(line)[field]) for line in lines})
            texts += random_.sample(found, OF_EACH)
        centres[language] = embedder.embed_claims(texts).mean(axis=0)
    path = Path("checkers/repeats") / CENTRES
    np.savez(path, embedder=np.array(embedder.title), **centres)
    print(f"{path}: {embedder.title}, " + ", ".join(centres))


if __name__ == "__main__":
    main()
