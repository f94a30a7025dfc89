"""The command line: one group whose commands are imported when called, and the one door where errors are shown."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from importlib import import_module

# Imports make thousands of objects that live to the end: collecting among them costs `copy` several milliseconds and
# frees nothing. Commands that work longer switch it on again.
gc.disable()

import click  # noqa: E402

from library.cleaning import for_line  # noqa: E402
from library.errors import LibraryError  # noqa: E402
from snippets.cli.common import COMMON_OPTIONS, config_of  # noqa: E402
from snippets.cli.output import tell  # noqa: E402

#: Every command and the module that holds it as `NAME_command`: start-up imports one of them.
COMMANDS = {
    "find": "use",
    "suggest": "suggest",
    "show": "use",
    "copy": "copy",
    "undo": "own",
    "news": "news",
    "flag": "flag",
    "flags": "flag",
    "favourite": "own",
    "mine": "mine",
    "propose": "mine",
    "me": "own",
    "forget": "own",
    "import": "exchange",
    "export": "exchange",
    "edit": "edit",
    "new": "edit",
    "check": "check",
    "history": "author",
    "compare": "compare",
    "affected": "affected",
    "due": "due",
    "duplicates": "duplicates",
    "review": "review",
    "submit": "decide",
    "approve": "approve",
    "reject": "decide",
    "change-set": "change_sets",
    "facts": "facts",
    "replace": "replace",
    "rename": "rename",
    "alias": "rename",
    "move": "move",
    "owner": "move",
    "restore": "restore",
    "suspend": "decide",
    "retire": "decide",
    "revive": "decide",
    "confirm": "decide",
    "release": "decide",
    "redact": "redact",
    "members": "members",
    "questions": "questions",
    "settings": "settings",
    "report": "report",
    "init": "maintain",
    "join": "join",
    "admin": "admin",
    "publish": "publish",
    "sync": "sync",
    "status": "maintain",
    "verify": "maintain",
    "backup": "maintain",
    "restore-backup": "maintain",
    "doctor": "doctor",
    "language": "language",
    "completion": "completion",
}


SHORT_LIVED = ("use", "copy")


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        if COMMANDS[name] not in SHORT_LIVED:
            gc.enable()
        module = import_module(f"snippets.cli.{COMMANDS[name]}")
        command = getattr(module, f"{name.replace('-', '_')}_command")
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of our output has gone (`snippets find x | head -1`): nothing is wrong. What is still to go out
            # goes nowhere (https://docs.python.org/3/library/signal.html#note-on-sigpipe).
            _write_nowhere()
            sys.exit(0)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EFBIG, errno.EIO):
                raise
            _write_nowhere()
            raise LibraryError(f"the output cannot be written: {error.strerror}", "make room where it goes") from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches  # only for a mistyped command

            close = get_close_matches(args[0], COMMANDS, n=1)
            if not close:
                raise
            raise click.UsageError(f"{error.message} Did you mean {close[0]}?", ctx) from None


def _write_nowhere() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.command(
    cls=LazyGroup,
    invoke_without_command=True,
    params=COMMON_OPTIONS(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--once", is_flag=True, help="Open, copy one reply, close: for a hotkey window or a tmux popup.")
@click.version_option(package_name="snippets", prog_name="snippets")
@click.pass_context
def snippets(ctx: click.Context, once: bool) -> None:
    """Find, fill in and copy your team's approved replies.

    Without a command the app opens.

    \b
      snippets                         the app
      snippets find refund late        search
      snippets copy refund-late        fill in and copy
      snippets import my-templates/    bring templates in
    """
    if ctx.invoked_subcommand is None:
        from snippets.cli.open_app import open_app

        open_app(config_of(ctx), is_once=once)


def run() -> None:
    """The console's way in: `main`, and then the shortest way out for the commands agents wait for."""
    try:
        main()
    except SystemExit as end:
        if gc.isenabled() or not isinstance(end.code, int | None):
            raise
        _leave(end.code or 0)


def _leave(code: int) -> None:
    """Ends the process without taking its modules apart, which costs 10 ms after jinja2 and frees nothing.

    The desk is closed by then (common.ready_desk sees to it); only what was printed has to go out.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, AttributeError):
        code = code or 1
    os._exit(code)


def main() -> None:
    """Runs a command; every error of ours becomes one line on stderr and exit 1, misuse exits 2."""
    _speak_utf8()
    try:
        done = snippets.main(prog_name="snippets", standalone_mode=False)
    except LibraryError as error:
        tell_error(error)
        sys.exit(1)
    except click.Abort:
        tell("Aborted!")
        sys.exit(1)
    except click.ClickException as error:
        # click would show what was typed as it is, escape sequences included.
        said = io.StringIO()
        error.show(said)
        tell(said.getvalue().rstrip())
        sys.exit(error.exit_code)
    sys.exit(done if isinstance(done, int) else 0)


def _speak_utf8() -> None:
    """Data is UTF-8 whatever the locale; on a terminal of another encoding, letters it lacks are shown as “?”."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")


def tell_error(error: LibraryError) -> None:
    """One line: what happened to what, and what to do next. Several faults stand each on a line of its own."""

    lines = [for_line(line) for line in error.message.splitlines()] or [""]
    hint = f"({for_line(error.hint)})" if error.hint else ""
    lines = [f"{lines[0]} {hint}".rstrip()] if len(lines) == 1 else [*lines, hint]
    tell("\n".join(f"snippets: {line}" for line in lines if line))
