"""A proposal on its way through a shared folder: whatever may be sent fits a line, nothing else gets through."""

from __future__ import annotations

import json

import pytest

from library.desk.flags import MAXIMUM_WHY
from library.desk.proposals import MAXIMUM_TEXT, refuse_too_long
from library.errors import BadValue
from library.sharing import handing_in
from library.sharing.lines import LONGEST_LINE, Row, line_of, row_in

ROW: Row = {
    "id": "0192f1c2-0000-7000-8000-000000000001",
    "agent": "ana",
    "document": '{"abbreviation":"thanks","body":"One.\\n\\nTwo.","format":1,"kind":"reply"}',
    "why": "often asked",
    "proposed_at": "2026-05-03T10:00:00.000000Z",
}


def test_a_proposal_comes_out_as_it_went_in() -> None:
    assert row_in(line_of("proposals", ROW)) == ("proposals", ROW)


def test_the_longest_proposal_is_one_line_that_is_read_and_found_again_at_a_files_end() -> None:
    longest = ROW | {"document": "🎉" * MAXIMUM_TEXT, "why": "é" * MAXIMUM_WHY}
    refuse_too_long(str(longest["document"]))
    line = line_of("proposals", longest)
    assert len(line) <= LONGEST_LINE < handing_in._TAIL
    assert row_in(line) == ("proposals", longest)


@pytest.mark.parametrize(
    "wrong",
    [
        {"document": "x" * (MAXIMUM_TEXT + 1)},
        {"document": "two\nlines"},
        {"document": "a \x1b[2J screen"},
        {"document": "\ud83c half a sign"},
        {"document": 7},
        {"document": None},
        {"id": "1"},
        {"agent": "a\nb"},
        {"proposed_at": "2026-05-03T10:00:00.000000Z, and more"},
    ],
)
def test_what_no_desk_would_write_is_not_taken(wrong: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        row_in(json.dumps({"proposals": ROW | wrong}).encode() + b"\n")


def test_personal_data_in_the_word_why_goes_out_whoever_wrote_the_line() -> None:
    assert row_in(line_of("proposals", ROW | {"why": "ask a@b.de"}))[1]["why"] == "ask <EMAIL>"


def test_what_is_too_long_for_a_line_is_refused_before_it_is_sent() -> None:
    with pytest.raises(BadValue, match="80,001 characters"):
        refuse_too_long("x" * (MAXIMUM_TEXT + 1))
