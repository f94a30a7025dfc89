"""A line of a handed-in file: what a desk writes gets through unaltered, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from builders import reply
from hypothesis import given
from hypothesis import strategies as st

from library.desk import outbox
from library.desk.flags import MAXIMUM_WHY, Flag, record_flag
from library.desk.outbox import Search, Use
from library.desk.proposals import Proposal, record_proposal
from library.desk.store import make_desk
from library.documents import canonical_text
from library.errors import BadValue
from library.identifiers import make_id
from library.sharing.lines import COLUMNS, LONGEST_LINE, line_of, row_in

AT = "2026-05-04T09:30:00.000000Z"
USE = Use(make_id(), make_id(), 3, 7, "ana", AT)


def waiting(path: Path, *rows: Use | Search | Flag | Proposal) -> dict[str, outbox.Row]:
    """What a desk would hand in of these, by table."""
    with closing(make_desk(path / "desk.db")) as desk:
        for row in rows:
            match row:
                case Use():
                    outbox.record_use(desk, row)
                case Search():
                    outbox.record_search(desk, row)
                case Flag():
                    record_flag(desk, row)
                case Proposal():
                    record_proposal(desk, row)
        return {table: row for table in outbox.TABLES for row in outbox.waiting_rows(desk, table, 10)}


def test_what_a_desk_writes_gets_through_unaltered(tmp_path: Path) -> None:
    rows = waiting(
        tmp_path,
        USE._replace(
            channel="chat",
            source="app",
            action="undone",
            search=make_id(),
            row_rank=1,
            found_at=AT,
            chosen_at=AT,
            delivered_at=AT,
            typed_characters=4,
            rendered_characters=900,
            edited=1,
            ticket_hash="0f" * 32,
            corrects=make_id(),
        ),
        Search(make_id(), "Zoë O'Neil", "🙂" * 600, "suggest", "nothing", AT, AT),
        Flag(make_id(), make_id(), 1, 2, "ana", "é" * MAXIMUM_WHY, AT),
        Proposal(make_id(), "ana", canonical_text(reply("mine", "Dear\n\nyou.", note="“x”")), "asked daily", AT),
    )
    assert rows.keys() == COLUMNS.keys() == set(outbox.TABLES)
    for table, row in rows.items():
        line = line_of(table, row)
        assert line.count(b"\n") == 1
        assert len(line) < LONGEST_LINE
        assert row_in(line) == (table, row)


def test_every_column_a_desk_hands_in_is_known(tmp_path: Path) -> None:
    for table, shape in (("uses", Use), ("searches", Search), ("flags", Flag), ("proposals", Proposal)):
        assert set(COLUMNS[table]) == set(shape._fields)


def test_columns_of_a_newer_program_are_left_out() -> None:
    row: Mapping[str, str | int | None] = {**USE._asdict(), "mood": "fine"}
    assert row_in(line_of("uses", row)) == ("uses", USE._asdict())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "1"),
        ("id", "0192F1C2-0000-7000-8000-000000000009"),
        ("id", "0192f1c2-0000-7000-8000-000000000009\n"),
        ("template", "\x1b[2J"),
        ("template", 7),
        ("revision", "1"),
        ("revision", -1),
        ("version", 2**31),
        ("edited", 2),
        ("edited", True),
        ("typed_characters", 1.0),
        ("action", "Copied"),
        ("action", "a" * 21),
        ("used_at", None),
        ("ticket_hash", "#4711"),
        ("corrects", ""),
        ("agent", "a\u202eb"),
        ("agent", "a" * 201),
    ],
)
def test_a_value_no_desk_writes_is_refused_by_its_columns_name(column: str, value: object) -> None:
    line = json.dumps({"uses": {**USE._asdict(), column: value}}).encode()
    with pytest.raises(BadValue) as refused:
        row_in(line)
    assert refused.value.message == f"a row's {column} is not one"


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(line: bytes) -> None:
    with pytest.raises(BadValue):
        row_in(line)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.sampled_from([*COLUMNS, "members"]), st.dictionaries(st.sampled_from([*Use._fields, "words", "why"]), _json))
def test_whatever_gets_through_is_text_of_bounded_length_or_a_number(table: str, row: dict[str, object]) -> None:
    try:
        _, taken = row_in(json.dumps({table: {**USE._asdict(), "words": "w", **row}}).encode())
    except BadValue:
        return
    for value in taken.values():
        assert value is None or (type(value) is int and 0 <= value < 2**31) or (isinstance(value, str))
        assert not isinstance(value, str) or (len(value) <= 600 and value.isprintable())
