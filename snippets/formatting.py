"""How moments, counts and foreign text are shown to people."""

from __future__ import annotations

from datetime import datetime

from library.cleaning import for_line

#: Said of a template whose live text this program cannot read, so that an earlier one is shown.
OVERTAKEN = "A newer text is approved, in a form this version cannot read: update the program."


def shortened(text: str, width: int) -> str:
    """At most `width` characters of a line, with an ellipsis where something was left out."""
    line = for_line(text)
    return line if len(line) <= width else line[: max(0, width - 1)] + "…"


def ago(then: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits: “just now”, “5 min ago”, “2 h ago”, “3 days ago”, then the date."""
    seconds = (now - then).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 86_400:
        return f"{int(seconds // 3600)} h ago"
    days = int(seconds // 86_400)
    return f"{days} day{'s' if days > 1 else ''} ago" if days < 30 else day(then, now)


def day(then: datetime, now: datetime) -> str:
    """A date as people write it, with the year where it is another one."""
    local = then.astimezone(now.tzinfo)
    return f"{local.day} {local:%b}" + (f" {local.year}" if local.year != now.year else "")


def lasting(seconds: float) -> str:
    """A stretch of time in the largest unit that fits: “40 s”, “5 min”, “2 h”, “3 days”."""
    for size, unit in ((86_400, "day"), (3600, "h"), (60, "min")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {unit}{'s' if unit == 'day' and number > 1 else ''}"
    return f"{int(seconds)} s"


def counted(number: int, one: str, many: str = "") -> str:
    """“1 use”, “3 uses”, “1,204 tickets”."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def with_article(word: str) -> str:
    """“an agent”, “a lead”."""
    return f"{'an' if word[:1] in 'aeiou' else 'a'} {word}"
