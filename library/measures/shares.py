"""A share that never travels without the two numbers it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """`numerator` of `denominator`; `value` is None where there is nothing to divide by."""

    numerator: Fraction
    denominator: Fraction

    @property
    def value(self) -> float | None:
        return float(self.numerator / self.denominator) if self.denominator else None

    @property
    def percent(self) -> str:
        """The share in whole percent; 100 % and 0 % are kept for all and none."""
        if self.value is None:
            return "–"
        rounded = round(self.value * 100)
        if rounded == 100 and self.numerator != self.denominator:
            rounded = 99
        if rounded == 0 and self.numerator:
            rounded = 1
        return f"{rounded} %"


def share_of(numerator: int | str | Fraction, denominator: int | str | Fraction) -> Share:
    """A share of exact numbers: integers, fractions, or decimals as text."""
    return Share(Fraction(numerator), Fraction(denominator))
