"""Loads word vectors: those in wordllama's wheel, or a model2vec model from a folder. Never over the network.

Import this module in a background worker or where a whole message is asked about, nowhere else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from library.errors import BadValue, StoreDamaged
from library.finding.meaning_features import Encoder
from library.finding.meaning_sketches import Matrix, pooled

if TYPE_CHECKING:
    from model2vec import StaticModel
    from tokenizers import Tokenizer

_VECTORS = os.path.join("weights", "l2_supercat_256.safetensors")
_TOKENS = os.path.join("tokenizers", "l2_supercat_tokenizer_config.json")
_TENSOR = "embedding.weight"
#: Texts whose words are looked up together.
_AT_ONCE = 8_000


class BuiltIn:
    """WordLlama's vectors for English: the mean over a text's tokens. The file is mapped, not read."""

    name = "wordllama l2_supercat 256"

    def __init__(self, vectors: Matrix, tokens: Tokenizer) -> None:
        self._vectors = vectors
        self._tokens = tokens

    def encode(self, texts: Sequence[str]) -> Matrix:
        parts = [self._encode(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)]
        return np.vstack(parts) if parts else np.zeros((0, self._vectors.shape[1]), dtype=np.float32)

    def _encode(self, texts: Sequence[str]) -> Matrix:
        """Word by word, each once: no token reaches over a space, and most words of many texts are the same."""
        number: dict[str, int] = {}
        places = [[number.setdefault(word, len(number)) for word in text.split()] for text in texts]
        tokens = [found.ids for found in self._tokens.encode_batch_fast(list(number), add_special_tokens=False)]
        counts = np.array([len(ids) for ids in tokens], dtype=np.float32)
        words = np.hstack([pooled(self._vectors, tokens), counts[:, None]])
        summed = pooled(words, places)
        return np.asarray(summed[:, :-1] / np.maximum(summed[:, -1:], 1), dtype=np.float32)


class FromFolder:
    """A static model that somebody put into a folder, in model2vec's own format."""

    def __init__(self, model: StaticModel, name: str) -> None:
        self._model = model
        self.name = name

    def encode(self, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.zeros((0, self._model.dim), dtype=np.float32)
        vectors = self._model.encode(list(texts), use_multiprocessing=False)
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(folder: str = "") -> Encoder:
    """The encoder of the setting `encoder`: '' for the built-in one. Raises BadValue or StoreDamaged in one line."""
    return from_folder(folder) if folder else built_in()


def built_in() -> BuiltIn:
    """The vectors of the installed wheel.

    Their two files are read as they lie there: importing wordllama brings an HTTP client and pydantic and takes three
    times as long as all of this, for the same numbers (a test compares them).
    """
    found = find_spec("wordllama")  # finds the package without running it
    places = list(found.submodule_search_locations or ()) if found else []
    try:
        from tokenizers import Tokenizer

        tokens = Tokenizer.from_file(os.path.join(places[0], _TOKENS))
        tokens.no_padding()
        tokens.no_truncation()
        return BuiltIn(_mapped(os.path.join(places[0], _VECTORS), _TENSOR), tokens)
    except Exception as error:  # the tokenizer's own errors have no other class
        raise StoreDamaged(
            "the word vectors cannot be read", "install the program again: its part “wordllama” is missing or damaged"
        ) from error


def from_folder(folder: str) -> FromFolder:
    """A model2vec model from a folder on this machine."""
    files = [os.path.join(folder, name) for name in ("config.json", "model.safetensors", "tokenizer.json")]
    if not all(os.path.isfile(file) for file in files):  # model2vec would look for a name it does not know on the web
        raise BadValue(
            f"the encoder {folder} is no folder of a model2vec model",
            "it needs config.json, model.safetensors and tokenizer.json; leave the setting out for the built-in one",
        )
    try:
        from model2vec import StaticModel
    except ImportError:
        raise BadValue(
            "the setting encoder needs model2vec", "install it: pip install 'snippets[encoder]', or leave it out"
        ) from None
    try:
        model = StaticModel.from_pretrained(os.path.abspath(folder), force_download=False)
    except Exception as error:  # a damaged file is told by whichever library stumbles over it
        raise BadValue(
            f"the encoder {folder} cannot be read", "its files are damaged, or of a newer model2vec: copy them again"
        ) from error
    return FromFolder(model, f"{os.path.abspath(folder)} {os.path.getmtime(files[1]):.0f} {os.path.getsize(files[1])}")


def _mapped(file: str, tensor: str) -> Matrix:
    """One tensor of a safetensors file: 8 bytes that say how long the JSON header is, the header, then the numbers.

    https://github.com/huggingface/safetensors#format
    """
    with open(file, "rb") as opened:
        size = int.from_bytes(opened.read(8), "little")
        described = json.loads(opened.read(size))[tensor]
    if described["dtype"] != "F16":
        raise ValueError(f"{tensor} holds {described['dtype']}")
    start = 8 + size + described["data_offsets"][0]
    return np.memmap(file, dtype=np.float16, mode="r", offset=start, shape=tuple(described["shape"]))
