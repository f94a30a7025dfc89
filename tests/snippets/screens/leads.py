"""A library several people work in, and the app of one of them, for the screens of leads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from builders import fact, made_library, reply
from sqlmodel import Session
from textual.pilot import Pilot
from textual.screen import Screen

from library.documents import Document
from library.record import authoring, change_sets, history, intake, members, review
from library.record.change_sets import Edit
from library.record.database import open_library, run
from snippets.app import SnippetsApp, make_app
from snippets.clipboard import Copied
from snippets.config import Config
from snippets.screens.find import FindScreen
from snippets.widgets.lines import Lines
from snippets.widgets.pick_list import PickList
from snippets.widgets.two_sided import TwoSided

from .typing_keys import type_fast

T = TypeVar("T")

REFUND = reply(
    "refund-late",
    "Hi,\n\nYour refund left us. It reaches your account within 30 days.\n\nPlease write again if it does not."
    "\n\nYou can see it in your account as well.\n\nKind regards",
    title="Refund not arrived yet",
    group="Billing/Refunds",
)
METHOD = reply("refund-method", "Please allow {{ facts.refund_days }} days.", title="Other card", group="Billing")
LOGIN = reply(
    "login-reset", "Please recieve our apologies, and click on the link.", title="Cannot log in", group="Account"
)
CARD = reply("card-limit", "The limit is 400 euros a day.", title="Card limit", group="Cards")
DAYS = fact("refund-days", "30")
DOCUMENTS = (REFUND, METHOD, LOGIN, CARD, DAYS)


def do(url: str, work: Callable[[Session], T]) -> T:
    library = open_library(url)
    try:
        return run(library, work)
    finally:
        library.close()


def read(url: str, work: Callable[[Session], T]) -> T:
    library = open_library(url)
    try:
        with library.reading() as session:
            return work(session)
    finally:
        library.close()


def submit(url: str, document: Document, *, by: str = "bo", why: str = "", source: str = "") -> None:
    """A draft on top of the newest revision, or of a new template, submitted."""

    def work(session: Session) -> None:
        names = [state for state in history.live(session) if document.abbreviation in state.names]
        based_on = names[0].revision if names else None
        template = names[0].template if names else None
        saved = authoring.save(session, document, author=by, template=template, based_on=based_on, source=source)
        review.submit(session, [(saved.template, saved.number)], by=by, reason=why)

    do(url, work)


def flag(url: str, name: str, why: str, *, agent: str = "ana", id_: str = "flag-1") -> None:
    def work(session: Session) -> None:
        template = history.resolve(session, name)
        row = {"id": id_, "template": template, "revision": 1, "version": 0, "agent": agent, "why": why}
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        intake.store_flags(session, [row | {"flagged_at": at}])

    do(url, work)


def busy_library(url: str, *, has_second: bool = True) -> None:
    """Mia owns it; Bo leads (where there is a second person), Ana is an agent; of every kind something waits."""
    made_library(url, *DOCUMENTS)

    def people(session: Session) -> None:
        if has_second:
            members.add(session, "bo", role="lead", by="mia")
        members.add(session, "ana", role="agent", by="mia")

    do(url, people)
    author = "bo" if has_second else "mia"
    shorter = REFUND._replace(body=REFUND.body.replace("30 days", "14 days"), tags=("refund",))
    submit(url, shorter, by=author, why="the bank is faster now")
    edits = [
        Edit(
            METHOD._replace(body="Please allow {{ facts.refund_days }} days, or write to us."),
            _id(url, "refund-method"),
            1,
        ),
        Edit(DAYS._replace(body="14"), _id(url, "refund-days"), 1),
    ]
    do(url, lambda session: change_sets.submit_together(session, "Refund period", edits, by=author, message="new law"))
    submit(url, reply("thanks-much", "Thank you so much for waiting.", group="Account"), by="ana", why="they like it",
           source="propose")  # fmt: skip
    flag(url, "card-limit", "limit is 500 now")


def use(
    url: str, name: str, *, times: int = 1, days_from_now: int = 0, revision: int = 1, channel: str = "email"
) -> None:
    """Ana takes a reply so often on one day."""

    def work(session: Session) -> None:
        template = history.resolve(session, name)
        at = (datetime.now(UTC) + timedelta(days=days_from_now)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        row = {
            "template": template,
            "agent": "ana",
            "used_at": at,
            "revision": revision,
            "version": 1,
            "channel": channel,
        }
        intake.store_uses(session, [row | {"id": f"{name}-{days_from_now}-{channel}-{n}"} for n in range(times)])

    do(url, work)


def typo(url: str, *, by: str = "bo") -> None:
    """Bo corrects a typo; it is live at once."""

    def work(session: Session) -> None:
        template = history.resolve(session, "login-reset")
        document = LOGIN._replace(body=LOGIN.body.replace("recieve", "receive"))
        authoring.save(session, document, author=by, template=template, based_on=1)
        review.publish_typo(session, "login-reset", by=by)

    do(url, work)


def _id(url: str, name: str) -> str:
    return read(url, lambda session: history.resolve(session, name))


class Lead:
    """What a lead sees and does."""

    def __init__(self, app: SnippetsApp, pilot: Pilot[None], url: str) -> None:
        self.app = app
        self.pilot = pilot
        self.url = url

    @property
    def screen(self) -> str:
        return type(self.app.screen).__name__

    def text(self, id: str) -> str:
        return self.app.screen.query_one(f"#{id}", Lines).text

    def list_text(self, id: str) -> str:
        return "\n".join(f"{entry.label}  {entry.value}".strip() for entry in self.list(id).entries)

    def list(self, id: str) -> PickList:
        return self.app.screen.query_one(f"#{id}", PickList)

    def highlighted(self, id: str) -> str:
        entry = self.list(id).highlighted
        return entry.label if entry else ""

    @property
    def status(self) -> str:
        line = self.app.screen.query_one(TwoSided)
        return f"{line.left.plain} | {line.right.plain}"

    @property
    def toasts(self) -> list[str]:
        return [notification.message for notification in self.app._notifications]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        await type_fast(self.pilot, text)

    async def settled(self) -> None:
        """Until all questions are answered and all is written, and a key is not taken for one meant before."""
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()
        await self.app.workers.wait_for_complete()
        await self.pilot.pause(0.35)

    async def until(self, is_so: Callable[[], bool]) -> None:
        for _ in range(400):
            if is_so():
                return
            await self.pilot.pause(0.02)
        raise AssertionError("it never came to that")

    def read(self, work: Callable[[Session], T]) -> T:
        return read(self.url, work)

    def live(self, name: str) -> Document | None:
        """What agents get by this name."""
        found = self.read(lambda session: [item for item in history.live(session) if name in item.names])
        return found[0].document if found else None


@asynccontextmanager
async def leading(
    folder: Path,
    screen: Callable[[SnippetsApp], Screen[None]],
    *,
    agent: str = "mia",
    size: tuple[int, int] = (100, 40),
    fill: Callable[[str], None] = busy_library,
    is_settled: bool = True,
    days_later: int = 0,
) -> AsyncIterator[Lead]:
    """The app of a lead, on this screen of a library that was filled so."""
    url = f"sqlite:///{folder}/acme-support.db"
    fill(url)
    app = lead_app_of(lead_config(folder, url, agent), days_later=days_later)
    async with app.run_test(size=size, notifications=True) as pilot:
        lead = Lead(app, pilot, url)
        await lead.until(lambda: isinstance(app.screen, FindScreen))
        await app.push_screen(screen(app))
        if is_settled:
            await lead.settled()
        yield lead


def lead_config(folder: Path, url: str, agent: str, theme: str = "") -> Config:
    return Config(
        library=url,
        desk=str(folder / "desk.db"),
        agent=agent,
        profile={"first_name": agent.title(), "toured": "yes"},
        sync_seconds=0,
        file=str(folder / "config.toml"),
        data=str(folder),
        theme=theme,
    )


def lead_app_of(config: Config, *, days_later: int = 0) -> SnippetsApp:
    """The app; `days_later` is how far its clock is ahead of the library's."""

    def copy(text: str, **_: object) -> Copied:
        return Copied("xclip", is_confirmed=True)

    return make_app(config, clock=lambda: datetime.now().astimezone() + timedelta(days=days_later), copy=copy)
