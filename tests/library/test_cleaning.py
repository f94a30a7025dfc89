"""What leaves for a terminal, the clipboard, a spreadsheet or a page has nothing in it that they would obey."""

from __future__ import annotations

import csv
import io
import json
import random
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.cleaning import escaped_for_terminal, for_clipboard, for_csv_cell, for_html, for_line, for_terminal

#: What attacks are made of: escape sequences in 7 and 8 bits, OSC 52 with both ends, titles, bidi, formulas, markup.
PIECES = (
    *("\x1b]52;c;aGFja2Vk\x07", "\x1b]52;c;aGFja2Vk\x1b\\", "\x9d52;c;aGFja2Vk\x9c", "\x1b[2J", "\x9b31m", "\x1bc"),
    *("\x1b]0;title\x07", "\x1bP+q\x1b\\", "\x08\x08\x08", "\r", "\r\n", "\x00", "\x7f", "\x85", "\u2028", "\u2029"),
    *("\u202e", "\u202d", "\u202a", "\u202b", "\u202c", "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff", "\ud800"),
    *("=1+1", "=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1", "＝1", "'", '"', ",", ";", "\n", "\t"),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;", "]]>", "-->", "' onclick='x", "javascript:"),
    *("Ana", "refund", "שלום", "नमस्ते", "👩\u200d👩\u200d👧", "a\u0301", "12,50", " "),
)
OBEYED = {*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
OBEYED |= {0x2028, 0x2029, 0xFEFF, *range(0xD800, 0xE000)}


def hostile_texts(count: int = 10_000, seed: int = 1) -> list[str]:
    choose = random.Random(seed)
    return ["".join(choose.choices(PIECES, k=choose.randint(1, 12))) for _ in range(count)]


def obeyed(text: str) -> set[str]:
    return {letter for letter in text if ord(letter) in OBEYED}


@pytest.mark.parametrize("way_out", [for_terminal, for_clipboard, for_line, for_csv_cell, for_html])
def test_ten_thousand_hostile_texts_keep_nothing_that_a_terminal_would_obey(way_out: object) -> None:
    assert callable(way_out)
    for text in hostile_texts():
        assert not obeyed(way_out(text)), ascii(text)


def test_a_line_is_one_line() -> None:
    for text in hostile_texts():
        assert "\n" not in for_line(text)
        assert "\t" not in for_line(text)


def test_a_spreadsheet_gets_no_formula_and_the_same_rows() -> None:
    texts = [for_csv_cell(text) for text in hostile_texts()]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([text, "end"] for text in texts)

    rows = list(csv.reader(io.StringIO(written.getvalue())))

    assert [row[0] for row in rows] == texts
    for text in texts:
        first = text.lstrip(" ")[:1]
        is_number = text.lstrip("+-").replace(".", "", 1).replace(",", "", 1).isdigit()
        assert first not in ("=", "+", "-", "@", "\t", "\n", "＝") or is_number, ascii(text)


def test_a_page_gets_text_and_no_markup() -> None:
    class Tags(HTMLParser):
        found: list[tuple[str, int]]
        text: str

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found.append((tag, len(attrs)))

        def handle_data(self, data: str) -> None:
            self.text += data

    for text in hostile_texts(2_000):
        parser = Tags(convert_charrefs=True)
        parser.found, parser.text = [], ""
        parser.feed(f'<p title="{for_html(text)}">{for_html(text)}</p>')
        parser.close()
        assert parser.found == [("p", 1)]
        assert parser.text == for_terminal(text)


def test_json_stands_for_the_same_value_with_everything_a_terminal_would_obey_escaped() -> None:
    for text in hostile_texts():
        shown = escaped_for_terminal(json.dumps({"title": text}, ensure_ascii=False))
        assert not obeyed(shown.replace("\n", ""))
        assert json.loads(shown) == {"title": text}


def test_letters_accents_emoji_and_their_joiners_stay() -> None:
    text = "Grüße 👩\u200d👩\u200d👧 שלום नमस्ते می\u200cخواهم\n\tx"
    assert for_terminal(text) == for_clipboard(text) == for_csv_cell(text) == text


@pytest.mark.parametrize("number", ["-12", "+3", "-12.50", "-12,50"])
def test_a_plain_negative_number_stays_a_number_in_a_spreadsheet(number: str) -> None:
    assert for_csv_cell(number) == number


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert for_terminal(for_terminal(text)) == for_terminal(text)
    assert for_csv_cell(for_csv_cell(text)) == for_csv_cell(text)
