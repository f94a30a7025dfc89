"""What was done in a form, step by step: a field's own changes, and tickets that filled in several fields at once."""

from __future__ import annotations

from typing import NamedTuple

from snippets.screens.tickets import Ticket

#: Older steps are forgotten; each holds two texts of a field.
MAXIMUM_STEPS = 200


class Step(NamedTuple):
    """One change: of a field, from one typed text to another (None: untouched), or a ticket that was taken."""

    field: str
    before: str | None = None
    after: str | None = None
    ticket: Ticket | None = None


class Edit(NamedTuple):
    """Where a text was changed, what went out there, and what came in."""

    start: int
    removed: str
    added: str


class History:
    """Steps back and forth, one field at a time; a ticket's step belongs to every field.

    Letters typed in a row are one step up to the next word, and so are letters deleted in a row.
    """

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        #: The edit of the last step, while the next letter may still join it.
        self._open: Edit | None = None

    def note(self, field: str, before: str | None, after: str | None, *, was: str, now: str) -> None:
        """A change of a field; `was` and `now` are the texts it showed."""
        edit = _edit(was, now)
        joined = _joined(self._open, edit) if self._done and self._done[-1].field == field else None
        if joined:
            self._done[-1] = self._done[-1]._replace(after=after)
        else:
            self._done.append(Step(field, before, after))
        self._open = joined or _begun(edit)
        self._settle(field)

    def note_ticket(self, ticket: Ticket) -> None:
        self.close()
        self._done.append(Step("", ticket=ticket))
        self._settle("")

    def close(self) -> None:
        """What comes now is a step of its own."""
        self._open = None

    def back(self, field: str) -> Step | None:
        """The last step this field took part in, which is to be undone; None where there is none."""
        return self._move(self._done, self._undone, field)

    def forth(self, field: str) -> Step | None:
        """The step undone last of those this field took part in, which is to be done again."""
        return self._move(self._undone, self._done, field)

    def _move(self, source: list[Step], target: list[Step], field: str) -> Step | None:
        self.close()
        for place in range(len(source) - 1, -1, -1):
            if source[place].field in (field, ""):
                target.append(source.pop(place))
                return target[-1]
        return None

    def _settle(self, field: str) -> None:
        """A new step leaves nothing to do again that the field took part in."""
        self._undone = [step for step in self._undone if step.field not in (field, "")]
        del self._done[:-MAXIMUM_STEPS]


def _edit(was: str, now: str) -> Edit:
    shorter = min(len(was), len(now))
    start = next((n for n in range(shorter) if was[n] != now[n]), shorter)
    end = next((n for n in range(shorter - start) if was[-1 - n] != now[-1 - n]), shorter - start)
    return Edit(start, was[start : len(was) - end], now[start : len(now) - end])


def _begun(edit: Edit) -> Edit | None:
    """The run that one letter begins, typed (over a selection too) or deleted."""
    if len(edit.added) == 1:
        return Edit(edit.start, "", edit.added)
    return edit if len(edit.removed) == 1 and not edit.added else None


def _joined(run: Edit | None, edit: Edit) -> Edit | None:
    """A run of letters with one more of the same kind right beside it; None where the edit begins a step of its own."""
    if run is None or len(edit.removed + edit.added) != 1:
        return None
    if edit.added and not run.removed and edit.start == run.start + len(run.added):
        is_new_word = run.added[-1].isspace() and not edit.added.isspace()
        return None if is_new_word else Edit(run.start, "", run.added + edit.added)
    if edit.removed and not run.added and edit.start + 1 == run.start:  # backspace
        return Edit(edit.start, edit.removed + run.removed, "")
    if edit.removed and not run.added and edit.start == run.start:  # delete
        return Edit(run.start, run.removed + edit.removed, "")
    return None
