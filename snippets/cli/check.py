"""`snippets check`: everything wrong with templates of the library or in files, before anyone else sees it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from library.checks import CHECKS, Around, Finding, Known, around_of, check
from library.documents import Document
from library.errors import StoreUnreachable
from library.template_files import SUFFIX, TemplateFile
from snippets.cli.common import Command, complete_names, config_of, json_option
from snippets.cli.output import print_json, print_table, say, tell
from snippets.config import Config
from snippets.formatting import counted

#: How often a long check says how far it is, in seconds.
TELL_EVERY = 2.0


class _Asked(NamedTuple):
    """One template to be checked: its id in the library, and the file it stands in where it is one."""

    template: str
    document: Document
    file: TemplateFile | None = None


class _Checked(NamedTuple):
    asked: _Asked
    findings: tuple[Finding, ...]


@click.command("check", cls=Command)
@click.argument("names", metavar="[NAME|FILE]...", nargs=-1, shell_complete=complete_names)
@click.option("--strict", "is_strict", is_flag=True, help="End with 1 on warnings too.")
@click.option("--list", "is_list", is_flag=True, help="Say what is checked, and what of it blocks.")
@json_option
@click.pass_context
def check_command(ctx: click.Context, names: tuple[str, ...], is_strict: bool, is_list: bool, as_json: bool) -> None:
    """Say what is wrong with templates: by name, in files and folders, or in the whole library.

    Faults keep a template from being approved, warnings do not. Of a name its newest revision is checked, live or not;
    files are checked as if they were live. It ends with 1 where there is a fault.

    \b
      snippets check
      snippets check refund-late templates/billing/
    """
    if is_list:
        _list(as_json=as_json)
        return
    asked, around = _asked(config_of(ctx), names)
    checked = list(_checked(asked, around))
    faults = sum(finding.is_fault for item in checked for finding in item.findings)
    warnings = sum(len(item.findings) for item in checked) - faults
    if as_json:
        shown = [_plain(item) for item in checked if item.findings]
        print_json({"checked": len(checked), "faults": faults, "warnings": warnings, "templates": shown})
    else:
        for item in checked:
            _say(item)
        found = [counted(faults, "fault"), counted(warnings, "warning")] if faults or warnings else ["nothing wrong"]
        tell(f"{counted(len(checked), 'template')} checked: {' and '.join(found)}.")
    if faults or (warnings and is_strict):
        ctx.exit(1)


def _asked(config: Config, names: Sequence[str]) -> tuple[list[_Asked], Around]:
    """What is to be checked, and what is known beside it. Raises UnknownName, BadDocument, BadValue, StoreError."""
    from library.checks.surroundings import with_files
    from library.exchange.folder import read_path, refuse_twins

    paths = [name for name in names if _is_path(name)]
    files = [file for path in dict.fromkeys(paths) for file in read_path(Path(path))]
    refuse_twins(files)
    called = [name for name in dict.fromkeys(names) if name not in paths]
    asked, known = _from_library(config, called, is_needed=bool(called) or not names)
    if not names:
        asked = [_Asked(item.template, item.document) for item in known if item.document]
        asked.sort(key=lambda item: item.document.abbreviation)
    known, ids = with_files(known, files)
    asked += [_Asked(ids[file.document.abbreviation], file.document, file) for file in files]
    return asked, around_of(known)


def _is_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith(SUFFIX) or Path(name).is_dir()


def _from_library(config: Config, called: Sequence[str], *, is_needed: bool) -> tuple[list[_Asked], list[Known]]:
    """The newest revisions of these names, and every template there is; nothing where files do without a library."""
    from library.checks.surroundings import known_in
    from library.record import history
    from snippets.cli.opening import reading

    try:
        with reading(config) as session:
            newest = [history.revisions(session, name)[-1] for name in called]
            known = known_in(session)
    except StoreUnreachable as error:
        if is_needed:
            raise
        tell(f"snippets: the files are checked by themselves: {error.message}")
        return [], []
    return [_Asked(state.template, state.document) for state in newest if state.document], known


def _checked(asked: Iterable[_Asked], around: Around) -> Iterator[_Checked]:
    every = list(asked)
    told_at = time.monotonic()
    for done, item in enumerate(every):
        if time.monotonic() - told_at > TELL_EVERY:
            tell(f"checked {done:,} of {len(every):,}")
            told_at = time.monotonic()
        yield _Checked(item, check(item.document, around.about(item.template)))


def _say(item: _Checked) -> None:
    if not item.findings:
        return
    say(item.asked.document.abbreviation)
    for finding in item.findings:
        kind = "fault  " if finding.is_fault else "warning"
        say(f"  {kind}  {_where(item.asked, finding)}: {finding.advice}  [{finding.code}]")


def _where(asked: _Asked, finding: Finding) -> str:
    """`file:line:column` as far as that is known; of a template in the library, the place in it."""
    if asked.file is not None and asked.file.file:
        line, column = _in_file(asked.file, finding)
        return ":".join([asked.file.file, *(str(number) for number in (line, column) if number)])
    line_and_column = ":".join(str(number) for number in (finding.line, finding.column) if number)
    return " ".join(part for part in (finding.place, finding.name, line_and_column) if part)


def _in_file(file: TemplateFile, finding: Finding) -> tuple[int, int]:
    return file.line_of(finding.part, finding.line), file.column_of(finding.part, finding.column)


def _plain(item: _Checked) -> dict[str, object]:
    file = item.asked.file
    findings = []
    for finding in item.findings:
        line, column = _in_file(file, finding) if file else (finding.line, finding.column)
        findings.append(
            {
                "code": finding.code,
                "severity": "fault" if finding.is_fault else "warning",
                "place": finding.place,
                "name": finding.name,
                "line": line,
                "column": column,
                "message": finding.message,
                "hint": finding.hint,
            }
        )
    return {
        "abbreviation": item.asked.document.abbreviation,
        "file": file.file if file else "",
        "findings": findings,
    }


def _list(*, as_json: bool) -> None:
    rows = [(known.code, "fault" if known.is_fault else "warning", known.says) for known in CHECKS]
    if as_json:
        print_json([{"code": code, "severity": severity, "says": says} for code, severity, says in rows])
    else:
        print_table(rows, ["code", "severity", "found where"])
