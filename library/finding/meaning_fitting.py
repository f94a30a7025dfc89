"""When an answer fits: how a candidate's strength becomes a score comparable with those of `find`.

Found on CLINC150 (messages out of scope), and on CLINC150, Banking77 and Bitext with a fifth of the questions left out
and their messages asked all the same, with 0, 1, 5, 10, 50 and 100 known phrasings a template: the strength above which
nine of ten messages in scope stay grows with the logarithm of how many phrasings are known. CLINC150, share of in-scope
messages kept / of out-of-scope messages refused: 93/35 by titles alone, 91/61 with one phrasing, 90/86 with ten, 94/89
with all, on the rows the two numbers below were chosen with.
"""

from __future__ import annotations

from math import log2

from library.finding.strengths import LIKELY

#: The strength that fits: for a template known by its title alone, and more for every doubling of its known phrasings.
_TITLE_FITS, _DOUBLED = 0.10, 0.067
#: The strongest seen, and what it scores: below every title's beginning in library/finding/strengths.py.
_STRONGEST, MOST = 1.3, 0.85

#: A candidate that just fits has this score, the one from which `find` calls a hit likely.
FITTING = LIKELY


def score_of(strength: float, phrasings: int) -> float:
    """From 0 to `MOST`, `FITTING` where a template with so many known phrasings just fits."""
    fits = _TITLE_FITS + _DOUBLED * log2(1 + phrasings)
    if strength < fits:
        return FITTING * max(strength, 0.0) / fits
    return FITTING + (MOST - FITTING) * min((strength - fits) / (_STRONGEST - fits), 1.0)
