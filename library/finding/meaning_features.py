"""What a text is compared by: a word vector, moved so that polite nothings lie at the origin, and its spelling."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Protocol

import numpy as np

from library.finding.meaning_sketches import LONGEST, Matrix, sketches
from library.finding.meaning_strengths import SPELLING, SPELLING_DOUBLED

#: What any message may say. Their mean is what texts have in common without being about anything.
EVERYDAY = (
    *("hello I have a question", "can you please help me with this", "how do I do that", "what should I do now"),
    *("why does it not work", "I would like to know more", "when will it arrive", "is it possible to change this"),
    *("I need some help please", "thank you for your answer", "what is the reason for this", "where can I find it"),
    *("I do not understand what happened", "could you tell me how long it takes", "please let me know"),
    *("I am not happy about this", "can I get it back", "who can I speak to about this", "it is still not there"),
    "there is a problem with it",
)


class Encoder(Protocol):
    """Turns texts into vectors of one length, a row each; the name tells encoders apart whose vectors differ."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Matrix: ...


def units(rows: Matrix) -> Matrix:
    """Rows of length 1; rows of nothing stay nothing."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def encoded(encoder: Encoder, texts: Sequence[str]) -> Matrix:
    return units(encoder.encode([text[:LONGEST].lower() for text in texts]))


def centre_of(encoder: Encoder, vectors: Matrix) -> Matrix:
    """Halfway between what everyday sentences have in common and what these texts have."""
    everyday = encoded(encoder, EVERYDAY).mean(axis=0)
    own = vectors.mean(axis=0) if len(vectors) else everyday
    return np.asarray((everyday + own) / 2, dtype=np.float32)


def spelling_share(phrasings: float) -> float:
    """How much spelling counts where templates have so many known phrasings on average."""
    return SPELLING + SPELLING_DOUBLED * log2(1 + min(phrasings, 100))


def features(vectors: Matrix, texts: Sequence[str], centre: Matrix, weights: Matrix, spelling: float) -> Matrix:
    """Both halves as one row of length 1 a text, so that a product of two rows is how alike they are."""
    meant = np.float32(np.sqrt(1 - spelling)) * units(vectors - centre)
    return np.hstack([meant, np.float32(np.sqrt(spelling)) * units(sketches(texts, weights))])
