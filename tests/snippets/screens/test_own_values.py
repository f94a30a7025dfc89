"""An agent's own fields start as the agent left them; of all that is typed they are the only thing ever written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from builders import tree_of

from library.documents import FIELD_TYPES, Document, Field, Option

from .conftest import Opener
from .desks import rows

CALL = Document(
    "call-me",
    "Call {{ extension }} and ask for {{ customer_word }}. {% include 'closing' %}",
    title="Call me",
    fields=(
        Field("extension", "Your extension", default="100", own=True),
        Field("customer_word", "Password"),
    ),
)
CLOSING = Document(
    "closing", "{{ wish }}", kind="fragment", fields=(Field("wish", "Wish", "multiline", required=False, own=True),)
)


async def test_an_own_value_is_there_the_next_time_and_the_customers_is_not(open_app: Opener) -> None:
    async with open_app([CALL, CLOSING]) as desktop:
        await desktop.take("call-me")
        assert desktop.texts["extension"] == "100"
        assert desktop.hint("extension") == "remembered for you"
        await desktop.go_to("extension")
        await desktop.press("ctrl+u")
        await desktop.type("42")
        await desktop.press("enter")
        await desktop.type("swordfish")
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["Call 42 and ask for swordfish."]
        await desktop.take("call-me")
        assert desktop.texts == {"extension": "42", "customer_word": "", "wish": ""}


async def test_an_own_value_set_before_is_used_without_being_typed(open_app: Opener) -> None:
    async with open_app([CALL, CLOSING], own={"extension": "7", "wish": "Bye", "customer_word": "no"}) as desktop:
        await desktop.take("call-me")
        assert desktop.texts == {"extension": "7", "customer_word": "", "wish": "Bye"}
        await desktop.type("x")
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["Call 7 and ask for x. Bye"]
        (use,) = rows(desktop.path, "uses")
        assert use["fields_by_hand"] == 1


async def test_a_form_that_is_left_remembers_nothing(open_app: Opener, tmp_path: Path) -> None:
    async with open_app([CALL, CLOSING]) as desktop:
        await desktop.take("call-me")
        await desktop.go_to("extension")
        await desktop.type("55")
        await desktop.press("escape")
        await desktop.settled()
    assert not (tmp_path / "config.toml").exists()


async def test_a_settings_file_that_cannot_be_written_is_a_warning_and_the_reply_is_copied(
    open_app: Opener, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").mkdir()
    async with open_app([CALL, CLOSING]) as desktop:
        await desktop.take("call-me")
        await desktop.type("x")
        await desktop.go_to("extension")
        await desktop.type("5")
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["Call 1005 and ask for x."]
        assert any("cannot be written" in said or "cannot be read" in said for said in desktop.toasts)


#: A value for each type that stands nowhere else, so that a search of every file finds it if it was written.
TYPED = {
    "text": "Zqtext Berg",
    "multiline": "Zqlines here",
    "choice": "zqchoice",
    "choices": "zqsome",
    "date": "17.3.2031",
    "number": "918273645",
    "money": "7364.51",
    "email": "zqmail@example.com",
    "url": "https://zqurl.example.com/a",
}


@pytest.mark.parametrize("way", ["copied", "left"])
async def test_of_ten_fields_filled_in_only_the_own_value_is_found_in_any_file(
    open_app: Opener, tmp_path: Path, way: str
) -> None:
    fields = [
        Field(kind, type=kind, options=(Option("other"), Option(TYPED[kind])) if kind.startswith("choice") else ())
        for kind in FIELD_TYPES
        if kind != "toggle"
    ]
    fields.append(Field("mine", own=True))
    body = " ".join(f"{{{{ {field.name} }}}}" for field in fields)
    # The options stand in the catalog: what an agent has picked of them is looked for in the rows below.
    secrets = {kind: text for kind, text in TYPED.items() if not kind.startswith("choice")}
    async with open_app([Document("ten", body, title="Ten", fields=tuple(fields))]) as desktop:
        await desktop.take("ten")
        for field in fields:
            await desktop.go_to(field.name)
            if field.options:
                await desktop.press("right", "space") if field.type == "choices" else await desktop.press("2")
            else:
                await desktop.type({**TYPED, "mine": "zqmine"}[field.name])
        assert desktop.texts == {**TYPED, "mine": "zqmine"}
        await desktop.press("f6" if way == "copied" else "escape")
        await desktop.settled()
        assert len(desktop.clipboard) == (way == "copied")
        kept = [*rows(desktop.path, "uses"), *rows(desktop.path, "searches")]
    written = b"\n".join(tree_of(tmp_path).values())
    assert [kind for kind, text in secrets.items() if text.encode() in written] == []
    assert not any(isinstance(value, str) and "zq" in value for row in kept for value in row.values())
    assert (b"zqmine" in written) == (way == "copied")
    if way == "copied":
        assert tomllib.loads((tmp_path / "config.toml").read_text()) == {"own": {"mine": "zqmine"}}
