"""One way out for each place a text can go to, which takes out what that place would obey instead of show.

Names, values, imports and errors come from strangers. A terminal obeys escape sequences (OSC 52 sets the clipboard),
a spreadsheet formulas, a browser markup, and all of them bidi controls, which show text in another order than it is.
Zero-width joiners stay: scripts and emoji need them.
"""

from __future__ import annotations

import re

#: C0 and C1 controls but tab and new line; bidi embeddings, overrides and isolates; line and paragraph separators;
#: the byte order mark; halves of surrogate pairs. Source: Unicode 15, general categories Cc, Cf, Zl, Zp, Cs.
_OBEYED = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ud800-\udfff]"
#: What makes a spreadsheet take a cell for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def for_terminal(text: str) -> str:
    """The text as a terminal may show it: lines and tabs, and nothing it would obey."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_OBEYED, "", text.replace("\r\n", "\n").replace("\r", "\n"))


def for_clipboard(text: str) -> str:
    """The text as it may be pasted anywhere, a terminal included: a reply has nothing else in it to begin with."""
    return for_terminal(text)


def for_line(text: str) -> str:
    """The text on one line of a terminal, each run of blank space one space."""
    return for_terminal(" ".join(text.split()))


def escaped_for_terminal(json_text: str) -> str:
    """JSON that stands for the same value, with everything a terminal would obey written as `\\uXXXX`."""
    return re.sub(_OBEYED, lambda found: f"\\u{ord(found.group()):04x}", json_text)


def for_csv_cell(text: str) -> str:
    """The text as a spreadsheet shows it: a would-be formula is led by an apostrophe, other than a plain number."""
    text = for_terminal(text)
    if text.lstrip(" ").startswith(_FORMULA_STARTS) and not re.fullmatch(r"[+-]?\d+([.,]\d+)?", text):
        return f"'{text}"
    return text


def for_markdown(text: str) -> str:
    """The text on one line, with everything escaped that Markdown, or HTML within it, would obey."""
    line = re.sub(r"([\\`*_{}\[\]<>|~&])", r"\\\1", for_line(text))
    return re.sub(r"^(\s*)([#+=-])|^(\s*\d+)([.)])", r"\1\3\\\2\4", line)


def for_html(text: str) -> str:
    """The text as a page shows it, between tags and inside quoted attributes."""
    import html  # only a page needs it

    return html.escape(for_terminal(text), quote=True)
