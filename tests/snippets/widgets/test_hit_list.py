"""A long line of a text is cut so that what was found in it stays in sight, in cells rather than letters."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from snippets.widgets.hit_list import Line, in_sight


@pytest.mark.parametrize(
    ("line", "room", "shown"),
    [
        (Line("Ask ", "Care", " now."), 20, "Ask Care now."),
        (Line("Ask somebody in ", "Care", ""), 12, "…ody in Care"),
        (Line("", "Care", " answers soon"), 12, "Care answer…"),
        (Line("one two three four ", "Care", " five six seven"), 16, "…four Care five…"),
        (Line("one\n", "Care\tand", ""), 12, "one Care and"),
        (Line("before", "found and long", "after"), 6, "found…"),
        (Line("b", "Care", "a"), 0, ""),
    ],
)
def test_what_was_found_stays_in_sight(line: Line, room: int, shown: str) -> None:
    assert "".join(in_sight(line, room)) == shown


def test_wide_letters_count_as_two_cells() -> None:
    cut = in_sight(Line("返金は三日以内に", "返金", "されます、お待ちください"), 16)
    assert cell_len("".join(cut)) <= 16
    assert cut.found == "返金"
    assert cut.before.startswith("…")
    assert cut.after.endswith("…")
