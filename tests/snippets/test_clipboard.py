"""The clipboard: native tools as real processes, the terminal's own over SSH, one honest line where neither works."""

from __future__ import annotations

import base64
import os
import sys
import time
from pathlib import Path

import pytest

from library.errors import LibraryError
from snippets import clipboard
from snippets.clipboard import MAXIMUM_OSC52, TERMINAL, copy, find_tool, osc52

TEXT = "Grüße 👋\n\n“quoted”\ttab\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the tools here are shell scripts")


class Tools:
    """A folder of fake tools, first on the PATH; each keeps what it was given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, name: str, script: str = 'cat > "$0.got"; echo "$@" > "$0.arguments"; env > "$0.env"') -> None:
        tool = self.folder / name
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)

    def got(self, name: str) -> bytes:
        return (self.folder / f"{name}.got").read_bytes()

    def note(self, name: str, what: str) -> str:
        return (self.folder / f"{name}.{what}").read_text()


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.delenv("SSH_CONNECTION")
    return Tools(folder)


@pytest.mark.parametrize(
    ("tool", "variable", "encoding"),
    [
        ("xclip", "DISPLAY", "utf-8"),
        ("xsel", "DISPLAY", "utf-8"),
        ("wl-copy", "WAYLAND_DISPLAY", "utf-8"),
        ("clip.exe", "WSL_DISTRO_NAME", "utf-16-le"),
    ],
)
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS takes pbcopy first")
def test_a_native_tool_gets_the_very_text(
    tools: Tools, monkeypatch: pytest.MonkeyPatch, tool: str, variable: str, encoding: str
) -> None:
    tools.make(tool)
    monkeypatch.setenv(variable, ":0")
    done = copy(TEXT, send_to_terminal=None)
    assert (done.tool, done.is_confirmed, done.said) == (tool, True, "Copied")
    assert tools.got(tool).decode(encoding) == TEXT


def test_pbcopy_is_told_that_the_text_is_utf_8(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    tools.make("pbcopy")
    monkeypatch.setenv("LC_ALL", "C")
    assert copy(TEXT, preferred="pbcopy", send_to_terminal=None).is_confirmed
    assert tools.got("pbcopy").decode() == TEXT
    assert "LC_ALL=en_US.UTF-8" in tools.note("pbcopy", "env")


def test_xclip_fills_the_clipboard_and_not_the_selection(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    tools.make("xclip")
    copy(TEXT, preferred="xclip", send_to_terminal=None)
    assert "-selection clipboard" in tools.note("xclip", "arguments")


def test_a_long_text_arrives_whole(tools: Tools) -> None:
    tools.make("xclip")
    text = "é" * 300_000
    copy(text, preferred="xclip", send_to_terminal=None)
    assert tools.got("xclip").decode() == text


def test_a_tool_that_stays_behind_to_serve_the_clipboard_is_not_waited_for(tools: Tools) -> None:
    tools.make("xclip", 'cat > "$0.got"; sleep 5 &')
    started = time.monotonic()
    assert copy(TEXT, preferred="xclip", send_to_terminal=None).is_confirmed
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("script", "about"),
    [("exit 3", "xclip failed (exit 3)"), ("exec sleep 30", "xclip does not answer"), (None, "xclip is not installed")],
)
def test_a_tool_that_fails_hangs_or_is_missing_leaves_it_to_the_terminal(
    tools: Tools, monkeypatch: pytest.MonkeyPatch, script: str | None, about: str
) -> None:
    monkeypatch.setattr(clipboard, "PATIENCE", 0.3)
    monkeypatch.setenv("PATH", str(tools.folder) if script is None else os.environ["PATH"])
    if script is not None:
        tools.make("xclip", script)
    sent: list[str] = []
    done = copy(TEXT, preferred="xclip", send_to_terminal=sent.append)
    assert (done.tool, done.is_confirmed, sent) == (TERMINAL, False, [TEXT])
    assert "clipboard" in done.said
    with pytest.raises(LibraryError) as told:
        copy(TEXT, preferred="xclip", send_to_terminal=None)
    assert about in told.value.message
    assert "--print" in told.value.hint


def test_over_ssh_the_terminal_is_asked_even_where_tools_are(tools: Tools) -> None:
    tools.make("xclip")
    for variable in ("SSH_CONNECTION", "SSH_TTY"):
        assert find_tool({"DISPLAY": ":0", "PATH": str(tools.folder), variable: "x"}) == TERMINAL
    sent: list[str] = []
    done = copy(TEXT, send_to_terminal=sent.append, environment={"SSH_TTY": "x"})
    assert (done.is_confirmed, sent) == (False, [TEXT])


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS takes pbcopy first")
def test_a_tool_without_its_display_is_not_taken(tools: Tools) -> None:
    tools.make("xclip")
    tools.make("wl-copy")
    path = str(tools.folder)
    assert find_tool({"PATH": path}) == TERMINAL
    assert find_tool({"PATH": path, "DISPLAY": ":0"}) == "xclip"
    assert find_tool({"PATH": path, "DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}) == "wl-copy"
    assert find_tool({"PATH": "/nowhere", "DISPLAY": ":0"}) == TERMINAL


def test_without_tool_and_terminal_nothing_is_said_to_be_copied(tools: Tools) -> None:
    with pytest.raises(LibraryError, match="not copied") as told:
        copy(TEXT, send_to_terminal=None, environment={"PATH": ""})
    assert "--print" in told.value.hint


def test_a_text_too_long_for_terminals_is_refused_and_not_cut(tools: Tools) -> None:
    sent: list[str] = []
    assert copy("x" * MAXIMUM_OSC52, send_to_terminal=sent.append, environment={}).tool == TERMINAL
    with pytest.raises(LibraryError, match="too long"):
        copy("é" * (MAXIMUM_OSC52 // 2 + 1), send_to_terminal=sent.append, environment={})
    assert len(sent) == 1


def test_the_sequence_for_the_terminal_holds_the_text_and_no_control_character_of_it() -> None:
    sequence = osc52(TEXT + "\x1b[2J")
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\x07")
    inner = sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")
    assert base64.b64decode(inner).decode() == TEXT + "\x1b[2J"
    assert inner.isascii()
