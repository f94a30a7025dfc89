"""Puts text on the clipboard: a native tool where there is one, the terminal's own (OSC 52) over SSH or without one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from library.cleaning import for_clipboard
from library.errors import LibraryError

#: How long a native tool may take, in seconds, before the terminal is asked instead.
PATIENCE = 2.0
#: Longer texts are cut by common terminals (xterm, and tmux's default limit), which would copy half a reply.
MAXIMUM_OSC52 = 74_994
TERMINAL = "terminal"

_TOOLS = {
    "pbcopy": ("pbcopy",),
    "wl-copy": ("wl-copy",),
    "xclip": ("xclip", "-selection", "clipboard", "-in"),
    "xsel": ("xsel", "--clipboard", "--input"),
    "clip.exe": ("clip.exe",),
}


@dataclass(frozen=True, slots=True)
class Copied:
    """How a text was copied. A terminal's clipboard cannot be confirmed: some terminals drop it silently."""

    tool: str
    is_confirmed: bool

    @property
    def said(self) -> str:
        return "Copied" if self.is_confirmed else "Sent to the terminal's clipboard"


def copy(
    text: str,
    *,
    preferred: str = "",
    send_to_terminal: Callable[[str], None] | None,
    environment: Mapping[str, str] = os.environ,
) -> Copied:
    """Copies the text; `send_to_terminal` writes an OSC 52 sequence and is None where there is no terminal.

    Raises LibraryError where neither a tool nor a terminal takes it.
    """
    text = for_clipboard(text)
    tool = preferred or find_tool(environment)
    fault = ""
    if tool != TERMINAL:
        fault = _run(tool, text)
        if not fault:
            return Copied(tool, is_confirmed=True)
    if send_to_terminal is None or len(text.encode()) > MAXIMUM_OSC52:
        reason = fault or ("the text is too long for the terminal's clipboard" if send_to_terminal else "no clipboard")
        raise LibraryError(f"not copied: {reason}", "use --print, or install xclip or wl-clipboard")
    send_to_terminal(text)
    return Copied(TERMINAL, is_confirmed=False)


def osc52(text: str) -> str:
    """The escape sequence that hands a text to the terminal's clipboard (xterm's control sequences, OSC 52)."""
    from base64 import b64encode

    return f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07"


def find_tool(environment: Mapping[str, str]) -> str:
    """The tool for this machine: native when local, the terminal over SSH or where none is found."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return TERMINAL
    candidates = []
    if sys.platform == "darwin":
        candidates.append("pbcopy")
    if sys.platform == "win32" or environment.get("WSL_DISTRO_NAME"):
        candidates.append("clip.exe")
    if environment.get("WAYLAND_DISPLAY"):
        candidates.append("wl-copy")
    if environment.get("DISPLAY"):
        candidates += ["xclip", "xsel"]
    return next((tool for tool in candidates if shutil.which(tool, path=environment.get("PATH"))), TERMINAL)


def _run(tool: str, text: str) -> str:
    """Hands the text to a tool; returns what went wrong, '' if nothing."""
    import subprocess

    command = _TOOLS.get(tool, (tool,))
    data = text.encode("utf-16-le" if tool == "clip.exe" else "utf-8")
    whole = _in_memory(data)
    try:
        # A tool that stays to serve the clipboard (xclip, wl-copy) must not hold our output pipes open.
        done = subprocess.run(
            command,
            stdin=whole,
            input=data if whole is None else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
            # pbcopy takes its input's encoding from the locale, and none for C (man 1 pbcopy).
            env={**os.environ, "LC_ALL": "en_US.UTF-8"} if tool == "pbcopy" else None,
        )
    except FileNotFoundError:
        return f"{tool} is not installed"
    except subprocess.TimeoutExpired:
        return f"{tool} does not answer"
    except OSError as error:
        return f"{tool}: {error.strerror}"
    finally:
        if whole is not None:
            os.close(whole)
    return "" if done.returncode == 0 else f"{tool} failed (exit {done.returncode})"


def _in_memory(data: bytes) -> int | None:
    """A file that is only in memory and holds all of the text before the tool starts; None where no such file can be.

    Through a pipe the text goes in pieces: where the app is killed meanwhile, the tool takes the first ones for all.
    """
    if sys.platform != "linux":
        return None
    try:
        file = os.memfd_create("reply")
    except OSError:
        return None
    with open(file, "wb", closefd=False) as stream:
        stream.write(data)
    os.lseek(file, 0, os.SEEK_SET)
    return file
