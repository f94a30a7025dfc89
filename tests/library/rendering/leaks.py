"""What a reply or a refusal must never tell: this program's objects and classes, this machine's paths and secrets."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PLANTED = "hunter2-in-the-environment"
SECRET = "hunter2-in-a-fact"

_TRACES = re.compile(
    r"<(?:class|function|module|bound|built-in|generator|frame|code|method|_?io|jinja2|library)\b|object at 0x"
    r"|\b0x[0-9a-f]{6}|Traceback|line \d+, in |datetime\.date|Decimal\(|\b(?:jinja2|library|builtins|posix)\.\w+"
    r"|site-packages|\.py\b|/(?:usr|home|root|tmp|etc|proc|var|opt|Users)\b|root:x:"
)
_CAMEL = re.compile(r"\b_?[A-Z][a-z]+(?:[A-Z][a-z0-9]+)+\b")


def _class_names() -> frozenset[str]:
    found: set[str] = set()
    waiting: list[type] = [object]
    while waiting:
        for below in type.__subclasses__(waiting.pop()):
            if below is not type and below.__name__ not in found:
                found.add(below.__name__)
                waiting.append(below)
    return frozenset(name for name in found if _CAMEL.fullmatch(name))


CLASSES = _class_names()
_SECRETS = (PLANTED, SECRET, str(Path(__file__).parents[3]), str(Path.cwd()), sys.prefix, str(Path.home()))


def leaks(told: str, source: str) -> list[str]:
    """Everything told that should not be; what the attacker wrote may be told again."""
    secrets = [text for text in _SECRETS if text in told]
    classes = [name for name in _CAMEL.findall(told) if name in CLASSES]
    traces = [match.group() for match in _TRACES.finditer(told)]
    return [text for text in (*secrets, *classes, *traces) if text not in source]
