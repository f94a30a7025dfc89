"""Where a revision went, on a real library: figures without names, a bar a day, and the tickets of an export."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import fact, made_library, reply

from library.record import authoring, history, info, intake, review
from snippets.app import SnippetsApp
from snippets.delivery import ticket_hash
from snippets.screens.affected import AffectedScreen
from snippets.screens.affected_wording import bar
from snippets.screens.history import HistoryScreen

from .leads import Lead, do, leading, read, use

LATE = reply("refund-late", "It takes {{ facts.refund_days }} days. {% include 'sign-off' %}", title="Refund")
METHOD = reply("refund-method", "Please allow {{ facts.refund_days }} days.")
SIGN = reply("sign-off", "Within {{ facts.refund_days }} days, yours", kind="fragment")


def of(name: str, revision: int = 1) -> Callable[[SnippetsApp], AffectedScreen]:
    return lambda app: AffectedScreen(app.config, app.surroundings, name, revision)


def went(url: str) -> None:
    """Four uses of one reply on two days, three of another, all of Ana's; one more with a ticket."""
    made_library(url, LATE, METHOD, SIGN, fact("refund-days", "30"))
    use(url, "refund-late", times=3)
    use(url, "refund-late", days_from_now=-1, channel="chat")
    use(url, "refund-method", times=2, days_from_now=-1)
    with_ticket(url, "48213")


def with_ticket(url: str, reference: str) -> None:
    key = read(url, info.ticket_key)
    template = read(url, lambda session: history.resolve(session, "refund-method"))
    row = {"id": "ticketed", "template": template, "agent": "tom", "revision": 1, "version": 1, "channel": "email"}
    row |= {"used_at": days_ago(1).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "ticket_hash": ticket_hash(key, reference)}
    do(url, lambda session: intake.store_uses(session, [row]))


def days_ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def day(days: int) -> str:
    then, now = days_ago(days), datetime.now().astimezone()
    return f"{then.day} {then:%b}" + (f" {then.year}" if then.year != now.year else "")


def lines(lead: Lead, id: str) -> list[str]:
    """The lines without their bars, each run of blanks one."""
    return [" ".join(line.replace("━", "").replace("╸", "").split()) for line in lead.text(id).splitlines()]


def is_stored(folder: Path, text: bytes) -> bool:
    return any(text in path.read_bytes() for path in folder.rglob("*.db*"))


async def test_a_reply_says_how_often_when_by_how_many_and_by_which_channels(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-late"), fill=went) as lead:
        assert lead.status == "Where refund-late r1 went | live now"
        shown = lines(lead, "figures")
        assert shown[:2] == ["It went out 4 times, by 1 agent.", f"First on {day(1)}, last on {day(0)}, on 2 days."]
        assert shown[2].startswith("Live since ")
        assert shown[2].endswith(", version 1.")
        assert shown[4:] == ["By channel", "email 3", "chat 1"]
        assert lines(lead, "days") == ["Day by day", f"{day(1)} 1", f"{day(0)} 3"]


async def test_a_fact_says_in_which_replies_and_which_fragment_brought_it(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-days"), fill=went) as lead:
        text = "\n".join(lines(lead, "figures"))
        assert text.startswith("It went out 7 times, by 2 agents.")
        assert "In these replies\nrefund-late 4\nrefund-method 3" in text
        assert text.endswith("Brought along by\nsign-off 4")
        assert "ana" not in text
        assert "tom" not in text


async def test_what_is_not_live_any_more_says_from_when_to_when(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        went(url)
        template = read(url, lambda session: history.resolve(session, "refund-days"))
        seven = fact("refund-days", "7")
        do(url, lambda session: authoring.save(session, seven, author="mia", template=template, based_on=1))
        do(url, lambda session: review.approve(session, ["refund-days"], by="mia"))

    async with leading(tmp_path, of("refund-days"), fill=fill) as lead:
        assert lead.status == "Where refund-days r1 went | not live any more"
        assert "version 1, to " in lead.text("figures")
        assert ", version 2." in lead.text("figures")


@pytest.mark.parametrize(
    ("text", "keys", "said"),
    [
        ("48213\n99\n", (), "1 of 2 tickets in export.csv got it\n48213\n"),
        ("Ticket ID;what\n#48213;x\n", (), "1 of 1 ticket in export.csv got it\n#48213\n"),
        ("which,what\n48213,x\n", ("w", "enter"), "1 of 1 ticket in export.csv got it\n48213\n"),
        ("77\n", (), "No ticket in export.csv got it\n"),
    ],
    ids=["list", "csv", "chosen-column", "none"],
)
async def test_tickets_of_an_export_that_got_it_are_listed_and_never_stored(
    tmp_path: Path, text: str, keys: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "export.csv"
    file.write_text(text, encoding="utf-8")
    async with leading(tmp_path, of("refund-days"), fill=went) as lead:
        await lead.press("t")
        await lead.until(lambda: lead.screen == "AskLineScreen")
        await lead.type(str(file))
        await lead.press("enter")
        await lead.settled()
        if keys:
            assert lead.screen == "ChoosingScreen"
            await lead.press("enter")
            await lead.settled()
        assert lead.text("days").startswith(said)
        assert "Day by day" in lead.text("days")
    assert not is_stored(tmp_path, b"48213")


async def test_a_file_that_is_not_there_is_told_and_the_figures_stay(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-late"), fill=went) as lead:
        for path in ("/nowhere/at/all", "-"):
            await lead.press("t")
            await lead.until(lambda: lead.screen == "AskLineScreen")
            await lead.press("ctrl+u")
            await lead.type(path)
            await lead.press("enter")
            await lead.settled()
        assert len(lead.toasts) == 2
        assert all("check the path" in said for said in lead.toasts)
        assert lead.text("figures").startswith("It went out 4 times")


async def test_a_draft_and_what_nobody_used_say_so(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        went(url)
        template = read(url, lambda session: history.resolve(session, "sign-off"))
        other = SIGN._replace(body="Yours")
        do(url, lambda session: authoring.save(session, other, author="mia", template=template, based_on=1))
        made = reply("new-one", "Hello.")
        saved = do(url, lambda session: authoring.save(session, made, author="mia"))
        do(url, lambda session: review.approve(session, [(saved.template, 1)], by="mia"))

    async with leading(tmp_path, of("sign-off", 2), fill=fill) as lead:
        assert lead.text("figures").startswith("It was never live: nobody got it.")
        assert lead.status == "Where sign-off r2 went | "
        await lead.app.push_screen(AffectedScreen(lead.app.config, lead.app.surroundings, "new-one", 1))
        await lead.settled()
        assert lead.text("figures").startswith("It went out to nobody, as far as is known here.")
        assert lead.text("days") == ""
        await lead.press("down", "end", "pageup", "ctrl+r")
        await lead.press("escape", "escape")
        assert lead.screen == "FindScreen"


async def test_a_name_nobody_has_is_told_in_place_of_the_figures(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-lat"), fill=went) as lead:
        assert "no template is named “refund-lat”" in lead.text("figures")
        await lead.press("t")
        assert lead.screen == "AffectedScreen"


async def test_a_revision_in_the_history_leads_to_it(tmp_path: Path) -> None:
    def opened(app: SnippetsApp) -> HistoryScreen:
        return HistoryScreen(app.config, app.surroundings, "refund-late")

    async with leading(tmp_path, opened, fill=went) as lead:
        await lead.press("a")
        await lead.settled()
        assert lead.status == "Where refund-late r1 went | live now"
        await lead.press("escape")
        assert lead.screen == "HistoryScreen"


@pytest.mark.parametrize(("count", "shown"), [(40, "━━━━"), (35, "━━━╸"), (1, "╸"), (10, "━")])
def test_a_bar_is_as_long_as_its_share_and_never_nothing(count: int, shown: str) -> None:
    assert bar(count, 40, 4) == shown
