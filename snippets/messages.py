"""What went wrong on a screen or in its worker, on its way to the app's one door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from textual.message import Message
from textual.message_pump import MessagePump

from library.errors import LibraryError


@dataclass
class Failed(Message):
    """Something could not be done; the app says so in one line and goes on."""

    error: LibraryError
    is_warning: bool = False


@contextmanager
def telling(node: MessagePump, *, is_warning: bool = False) -> Iterator[None]:
    """Hands an error of ours to the app instead of raising it; usable in thread workers too."""
    try:
        yield
    except LibraryError as error:
        node.post_message(Failed(error, is_warning))
