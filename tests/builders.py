"""Short ways to documents, template files, a filled desk, a made library, and commands run. For every test.

`from builders import reply, filled_desk, ...`
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from library.desk.catalog import Gone, Pull, PulledTemplate, apply_pull
from library.desk.store import Desk, make_desk
from library.documents import Document, Field, Option, Plain, Variant, canonical_text, folded, normalised
from library.identifiers import utc_text
from library.template_files import SUFFIX, TemplateFile, text_of

LIBRARY_ID = "0192f1c2-0000-7000-8000-000000000001"
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
Extra = tuple[tuple[str, Plain], ...]

# --- documents --------------------------------------------------------------------------------------------------------


def reply(
    abbreviation: str = "refund-late",
    body: str = "Your refund is on its way.",
    *,
    kind: str = "reply",
    title: str = "",
    group: str = "",
    language: str = "",
    aliases: Sequence[str] = (),
    tags: Sequence[str] = (),
    questions: Sequence[str] = (),
    type: str = "",
    fields: Sequence[Field] = (),
    variants: Mapping[str, str] | None = None,
    note: str = "",
    after: str = "",
    extra: Extra = (),
) -> Document:
    """A document in normal form, as a saved revision holds it."""
    return normalised(
        Document(
            abbreviation,
            body,
            kind=kind,
            title=title,
            group=group,
            language=language,
            aliases=tuple(aliases),
            tags=tuple(tags),
            questions=tuple(questions),
            type=type,
            fields=tuple(fields),
            variants=tuple(Variant(channel, text) for channel, text in (variants or {}).items()),
            note=note,
            after=after,
            extra=extra,
        )
    )


def fragment(abbreviation: str = "sign-off", body: str = "Kind regards", *, fields: Sequence[Field] = ()) -> Document:
    return reply(abbreviation, body, kind="fragment", fields=fields)


def fact(abbreviation: str = "refund-days", value: str = "5", *, type: str = "number") -> Document:
    return reply(abbreviation, value, kind="fact", type=type)


def choice(name: str, *options: str, default: str = "") -> Field:
    return Field(name, type="choice", options=tuple(Option(option) for option in options), default=default)


def toggle(name: str, *, default: str = "no") -> Field:
    return Field(name, type="toggle", default=default)


# --- template files ---------------------------------------------------------------------------------------------------


def write_template(folder: Path, document: Document, *, id: str = "") -> Path:
    """The document as `abbreviation.md` right in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{document.abbreviation}{SUFFIX}"
    path.write_text(text_of(TemplateFile(document, id)), encoding="utf-8")
    return path


def template_text(*lines: str, body: str = "Hello.") -> str:
    """A file's text with these front matter lines."""
    return "\n".join(["---", *lines, "---", body, ""])


def tree_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, by its path there."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# --- a desk without a library -----------------------------------------------------------------------------------------


def pulled(
    document: Document,
    *,
    template: str = "",
    revision: int = 1,
    names: Iterable[str] = (),
    phrasings: Sequence[str] = (),
    approved_at: str = "",
    why: str = "",
) -> PulledTemplate:
    """A live template as a sync pulls it; its id is `id-<abbreviation>` where none is given."""
    return PulledTemplate(
        template=template or f"id-{document.abbreviation}",
        revision=revision,
        text=canonical_text(document),
        names=tuple(dict.fromkeys(folded(name) for name in (*document.names, *names))),
        approved_by="mia",
        approved_at=approved_at or utc_text(NOW),
        phrasings=tuple(phrasings),
        why=why,
    )


def pull(
    *templates: PulledTemplate | Document,
    version: int = 1,
    is_full: bool = True,
    gone: Sequence[str | Gone] = (),
    settings: Mapping[str, str] | None = None,
    library_id: str = LIBRARY_ID,
) -> Pull:
    """A pull to this version; a full one takes the place of everything, and writes no news."""
    return Pull(
        library_id=library_id,
        version=version,
        head_hash=f"{version:064x}",
        is_full=is_full,
        templates=[pulled(item) if isinstance(item, Document) else item for item in templates],
        gone=[item if isinstance(item, Gone) else Gone(item, "mia", utc_text(NOW)) for item in gone],
        settings=settings or {},
        ticket_key="00" * 32,
    )


def filled_desk(path: Path, *templates: PulledTemplate | Document, version: int = 1) -> Desk:
    """An open desk whose catalog holds these templates; close it, or let the test end."""
    desk = make_desk(path)
    apply_pull(desk, pull(*templates, version=version), synced_at=utc_text(datetime.now(UTC)))
    return desk


# --- a library --------------------------------------------------------------------------------------------------------


def made_library(url: str, *documents: Document, owner: str = "mia") -> str:
    """A new library at this address whose live templates are these documents, in one change; returns its id."""
    from library.record import review
    from library.record.database import create_library, run

    library = create_library(url, owner=owner, title="Test")
    try:
        if documents:
            pairs: list[tuple[Document, str | None]] = [(document, None) for document in documents]
            run(library, lambda session: review.publish(session, pairs, by=owner))
        return library.id
    finally:
        library.close()


# --- commands ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Home:
    """A person's own folders, and the environment that makes the program use them."""

    folder: Path
    person: str = "mia"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def config_file(self) -> Path:
        return self.folder / "config" / "config.toml"

    @property
    def library_file(self) -> Path:
        return self.data / "library.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.library_file}"

    @property
    def desk_file(self) -> Path:
        """The one desk there is."""
        [desk] = (self.data / "desks").glob("*.db")
        return desk

    @property
    def environment(self) -> dict[str, str]:
        folder = str(self.folder)
        return {
            "HOME": folder,
            "USERPROFILE": folder,
            "XDG_CONFIG_HOME": f"{folder}/.config",
            "XDG_DATA_HOME": f"{folder}/.local/share",
            "XDG_STATE_HOME": f"{folder}/.local/state",
            "SNIPPETS_DATA": str(self.data),
            "SNIPPETS_CONFIG": str(self.config_file),
            "SNIPPETS_AS": self.person,
        }

    def write_config(self, text: str) -> None:
        self.config_file.parent.mkdir(parents=True, exist_ok=True)
        self.config_file.write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    exit: int
    stdout: str
    stderr: str = field(default="")

    @property
    def lines(self) -> list[str]:
        return self.stdout.splitlines()


def run_command(*arguments: str | Path, input: str | None = None) -> Ran:
    """Runs a command in this process, through the same door as the real one. Its input is no terminal."""
    from click.testing import CliRunner

    from snippets.cli import main

    before = sys.argv
    with CliRunner().isolation(input=input or "") as (stdout, stderr, _):
        sys.argv = ["snippets", *(str(argument) for argument in arguments)]
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        finally:
            gc.enable()  # commands switch it off, for the short time they run
            sys.argv = before
            sys.stdout.flush()
            sys.stderr.flush()
        out, err = stdout.getvalue().decode(), stderr.getvalue().decode()
    return Ran(code if isinstance(code, int) else 0 if code is None else 1, out, err)


def run_process(
    *arguments: str | Path, input: str = "", environment: Mapping[str, str] | None = None, timeout: float = 60
) -> Ran:
    """Runs a command as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "snippets", *map(str, arguments)],
        input=input,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        env={**os.environ, **(environment or {})},
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
