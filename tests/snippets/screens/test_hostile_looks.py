"""Hostile names, texts and values are drawn as text: nothing that a terminal would obey is on any screen."""

from __future__ import annotations

from library.documents import Document, Field

from .conftest import Desktop, Opener

ODD = "\x1b]52;c;aGFja2Vk\x07\x9b31m\u202eevil\u2066\u2028[red]x[/]\ufeff"
OBEYED = {*map(chr, (*range(9), *range(11, 32), *range(127, 160))), *"\u202a\u202d\u202e\u2066\u2069\u2028\ufeff"}
DOCUMENTS = [
    Document(
        f"odd-{number}",
        f"Hello {ODD} {{{{ who }}}}",
        title=f"Title {ODD}",
        group=ODD,
        aliases=(f"odd alias {ODD} {number}",),
        tags=(ODD,),
        note=f"Note {ODD}",
        escalate=ODD,
        after=ODD,
        fields=(Field("who", f"Who {ODD}", help=f"Help {ODD}"), Field("more", ODD, default=ODD)),
    )
    for number in range(5)
]


def drawn(desktop: Desktop) -> set[str]:
    """What a terminal would obey in the text of every line on the screen."""
    strips = desktop.app.screen._compositor.render_strips()
    return {letter for strip in strips for letter in strip.text if letter in OBEYED}


async def test_no_screen_draws_what_a_terminal_would_obey(open_app: Opener) -> None:
    async with open_app(DOCUMENTS, size=(120, 40)) as desktop:
        assert drawn(desktop) == set()
        await desktop.type("odd")
        await desktop.press("down")
        assert "evil" in desktop.preview
        assert drawn(desktop) == set()
        await desktop.press("enter")
        assert drawn(desktop) == set()
        await desktop.paste(f"Bo {ODD}")
        assert drawn(desktop) == set()
        await desktop.press("f6")
        await desktop.settled()
        assert drawn(desktop) == set()
        (reply,) = desktop.clipboard
        assert "Bo" in reply
        assert not {letter for letter in reply if letter in OBEYED}
