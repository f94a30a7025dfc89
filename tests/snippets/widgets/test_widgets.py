"""The widgets by themselves: what they show in the space they have."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.content import Content
from textual.widget import Widget

from library.documents import Option
from snippets.screens.keys import key_name
from snippets.widgets.lines import Lines
from snippets.widgets.picks import Picks
from snippets.widgets.result_list import ResultList, Row
from snippets.widgets.two_sided import TwoSided

ROWS = [Row(str(number), f"name-{number}", f"Title {number}") for number in range(50)]


class Stage(App[None]):
    """One widget on an empty screen."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


def line(widget: Widget, y: int) -> str:
    return widget.render_line(y).text


async def test_a_wide_list_shows_name_and_title_on_one_line_and_a_narrow_one_on_two() -> None:
    results = ResultList()
    async with Stage(results).run_test(size=(80, 10)) as pilot:
        results.show_rows(ROWS)
        assert "name-1 " in line(results, 1)
        assert "Title 1" in line(results, 1)
        await pilot.resize_terminal(40, 10)
        assert line(results, 2).strip() == "name-1"
        assert line(results, 3).strip() == "Title 1"


async def test_the_highlighted_row_is_always_in_sight() -> None:
    results = ResultList()
    async with Stage(results).run_test(size=(40, 10)) as pilot:
        results.show_rows(ROWS)
        results.move(1000)
        assert any("name-49" in line(results, y) for y in range(10))
        results.move(-1000)
        assert "name-0" in line(results, 0)
        results.move(9)
        await pilot.resize_terminal(40, 6)
        await pilot.pause()
        assert any("name-9" in line(results, y) for y in range(6))


async def test_a_long_name_is_cut_at_the_edge_with_an_ellipsis() -> None:
    results = ResultList()
    async with Stage(results).run_test(size=(20, 4)):
        results.show_rows([Row("1", "n" * 60, "漢字" * 30, aside="#tag")])
        assert line(results, 0).endswith("… #tag ")
        assert all(results.render_line(y).cell_length == 20 for y in range(2))
        assert line(results, 1).rstrip().endswith("…")


async def test_rows_replaced_keep_the_highlight_where_its_row_is_still_there() -> None:
    results = ResultList()
    async with Stage(results).run_test(size=(40, 10)):
        results.show_rows(ROWS)
        results.move(3)
        results.show_rows(ROWS[2:], keep="3")
        assert results.highlighted == ROWS[3]
        results.show_rows(ROWS[10:], keep="3")
        assert results.highlighted == ROWS[10]


async def test_control_characters_of_a_template_never_reach_the_terminal() -> None:
    results = ResultList()
    async with Stage(results).run_test(size=(40, 4)):
        results.show_rows([Row("1", "na\x1b[31mme", "ti\u202etle", name_spans=[(0, 2)])])
        shown = line(results, 0) + line(results, 1)
        assert "\x1b" not in shown
        assert "\u202e" not in shown


async def test_text_that_does_not_fit_says_so_and_can_be_scrolled() -> None:
    lines = Lines()
    async with Stage(lines).run_test(size=(40, 5)):
        lines.show(Content("\n".join(f"line {number}" for number in range(20))))
        assert "16 more lines" in line(lines, 4)
        lines.scroll_lines(100)
        assert line(lines, 4).strip() == "line 19"


async def test_the_right_side_is_kept_whole_when_both_do_not_fit() -> None:
    sides = TwoSided(Content("a label that is far too long"), Content("from ticket"))
    async with Stage(sides).run_test(size=(24, 1)):
        assert str(sides.render()).endswith("… from ticket")


async def test_a_choice_is_made_by_arrow_number_or_first_letters() -> None:
    picks = Picks([Option("card"), Option("PayPal"), Option("bank transfer")], "card")
    async with Stage(picks).run_test(size=(60, 3)) as pilot:
        picks.focus()
        await pilot.press("right")
        assert picks.text == "PayPal"
        await pilot.press("3")
        assert picks.text == "bank transfer"
        await pilot.press("p", "a")
        assert picks.text == "PayPal"


async def test_several_are_picked_with_the_space_bar() -> None:
    picks = Picks([Option("red"), Option("green"), Option("blue")], "red", kind="some")
    async with Stage(picks).run_test(size=(60, 3)) as pilot:
        picks.focus()
        await pilot.press("right", "right", "space")
        assert picks.text == "red\nblue"


async def test_options_that_do_not_fit_go_on_the_next_line_and_can_be_clicked_there() -> None:
    picks = Picks([Option("one option"), Option("another option"), Option("a third option")], "")
    async with Stage(picks).run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        assert picks.get_content_height(picks.size, picks.size, 20) == 3
        await pilot.click(picks, offset=(4, 1))
        assert picks.text == "another option"


def test_keys_are_called_what_stands_on_them() -> None:
    names = [key_name(key) for key in ("f1", "ctrl+y", "escape", "shift+down", "f")]
    assert names == ["F1", "ctrl+y", "esc", "shift+↓", "f"]
