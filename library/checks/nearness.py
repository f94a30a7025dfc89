"""What somebody meant who wrote a name that does not exist."""

from __future__ import annotations

from collections.abc import Collection


def nearest(name: str, known: Collection[str], *, limit: int = 3) -> list[str]:
    """Known names spelt nearly like this one, best first."""
    from rapidfuzz import process  # only what is wrong needs it
    from rapidfuzz.distance import OSA

    found = process.extract(
        name.lower(), known, scorer=OSA.normalized_similarity, processor=str.lower, limit=limit, score_cutoff=0.6
    )
    return [near for near, _, _ in found]


def did_you_mean(name: str, known: Collection[str]) -> str:
    """“did you mean a, b?”, "" where nothing is near."""
    near = nearest(name, known)
    return f"did you mean {', '.join(near)}?" if near else ""
