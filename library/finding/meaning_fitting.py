"""When an answer fits: how a candidate's strength becomes a score comparable with those of `find`.

Found on CLINC150 (messages out of scope), and on CLINC150, Banking77, Bitext and DSTC11 with a quarter of the questions
left out and their messages asked all the same, with 0, 1, 10 and all known phrasings a template, two draws: the
strength above which nine of ten messages in scope stay grows with the logarithm of how many phrasings are known. It
lies between .08 and .13 by titles, .13 and .17 with one phrasing, .20 and .37 with ten.

Strength alone decides. Tried beside it, each set judged by what was found on the other three: the distance to the
second best, the most alike row, the share of known words, the length, how many neighbours speak for anybody, all in one
logistic score, and rows of other subjects as a template of nobody's. By titles on CLINC150 they refuse 38 to 56 of 100
out of scope where strength alone refuses 55, with one phrasing 58 to 74 where it refuses 71.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from library.finding.strengths import LIKELY

#: The strength that fits: for a template known by its title alone, and more for every doubling of its known phrasings.
_TITLE_FITS, _DOUBLED = 0.09, 0.057
#: The strongest seen, and what it scores: below every title's beginning in library/finding/strengths.py.
_STRONGEST, MOST = 1.3, 0.85

#: A candidate that just fits has this score, the one from which `find` calls a hit likely.
FITTING = LIKELY


def scores_of(strengths: NDArray[np.float64], phrasings: Sequence[int]) -> NDArray[np.float64]:
    """From 0 to `MOST`, `FITTING` where a template with so many known phrasings just fits."""
    fits = _TITLE_FITS + _DOUBLED * np.log2(1 + np.asarray(phrasings))
    above = FITTING + (MOST - FITTING) * np.minimum((strengths - fits) / (_STRONGEST - fits), 1.0)
    below = FITTING * np.maximum(strengths, 0.0) / fits
    return np.asarray(np.where(strengths < fits, below, above), dtype=np.float64)
