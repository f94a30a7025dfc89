"""Each type of field on the screen: what it takes, how it says what it understood, and what is wrong."""

from __future__ import annotations

import pytest

from library.documents import Document, Field, Option

from .conftest import Desktop, Opener

COLOURS = (Option("red", "Red, warm"), Option("green"), Option("blue"))


def asking(field: Field) -> list[Document]:
    """A desk whose reply `ask` needs this field, and one more so that the field can be left."""
    return [Document("ask", "<{{ value }}>{{ rest }}", title="Ask", fields=(field, Field("rest", required=False)))]


async def fill_in(desktop: Desktop, *keys: str) -> None:
    """Opens the form, answers the first field, leaves it."""
    await desktop.take("ask")
    await desktop.go_to("value")
    for key in keys:
        await (desktop.type(key[5:]) if key.startswith("type:") else desktop.press(key))
    await desktop.press("tab")


ACCEPTED = [
    (Field("value", type="text"), ["type:Bo & Berg"], "<Bo & Berg>", ""),
    (Field("value", type="multiline"), ["type:one", "enter", "type:two"], "<one\ntwo>", ""),
    (Field("value", type="choice", options=COLOURS), ["2"], "<green>", ""),
    (Field("value", type="choice", options=COLOURS), ["b"], "<blue>", ""),
    (Field("value", type="choice", options=COLOURS, default="blue"), ["left"], "<green>", ""),
    (Field("value", type="choices", options=COLOURS), ["space", "right", "right", "space"], "<red and blue>", ""),
    (Field("value", type="choices", options=COLOURS, default="green"), ["3", "space"], "<green and blue>", ""),
    (Field("value", type="date"), ["type:yesterday"], "<Nov 19, 2026>", "Thu 19 Nov"),
    (Field("value", type="date"), ["type:-3"], "<Nov 17, 2026>", "Tue 17 Nov"),
    (Field("value", type="date"), ["type:3.5."], "<May 3, 2027>", "Mon 3 May 2027"),
    (Field("value", type="date"), ["type:24.12.2027"], "<Dec 24, 2027>", "Fri 24 Dec 2027"),
    (Field("value", type="number"), ["type:12,50"], "<12.50>", "12.50"),
    (Field("value", type="money"), ["type:12,5"], "<12.50>", "12.50"),
    (Field("value", type="toggle"), ["space"], "<yes>", ""),
    (Field("value", type="toggle", default="yes"), ["n"], "<no>", ""),
    (Field("value", type="email"), ["type:bo@example.com"], "<bo@example.com>", ""),
    (Field("value", type="url"), ["type:https://example.com/a"], "<https://example.com/a>", ""),
]


@pytest.mark.parametrize(("field", "keys", "reply", "meaning"), ACCEPTED, ids=lambda value: str(value)[:40])
async def test_what_is_typed_is_understood_shown_and_copied(
    open_app: Opener, field: Field, keys: list[str], reply: str, meaning: str
) -> None:
    async with open_app(asking(field)) as desktop:
        await fill_in(desktop, *keys)
        assert desktop.hint("value") == meaning
        assert desktop.fault("value") == ""
        assert reply in desktop.form.reply.text
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == [reply]


REFUSED = [
    (Field("value", "Code", pattern="[A-Z][0-9]+", message="A letter, then digits", help="On the box"), "type:12",
     "A letter, then digits · On the box"),
    (Field("value", "Code", pattern="[A-Z][0-9]+"), "type:12", "[A-Z][0-9]+"),
    (Field("value", "Word", minimum="3"), "type:ab", "at least 3 letters"),
    (Field("value", "Word", "multiline", maximum="3"), "type:abcd", "at most 3 letters"),
    (Field("value", "Many", "number", minimum="1", maximum="5"), "type:6", "at most 5"),
    (Field("value", "Many", "number", minimum="1", maximum="5", message="One to five"), "type:0", "One to five"),
    (Field("value", "Many", "number"), "type:ten", "“ten” is not a number"),
    (Field("value", "Sum", "money", maximum="100"), "type:100,01", "at most 100"),
    (Field("value", "Day", "date", maximum="today"), "type:tomorrow", "today"),
    (Field("value", "Mail", "email"), "type:bo@", "“bo@” is not an e-mail address"),
    (Field("value", "Page", "url"), "type:example", "“example” is not a web address"),
    (Field("value", "Colours", "choices", options=COLOURS, minimum="2"), "space",
     "at least 2 of them"),
    (Field("value", "Word"), "tab", "still to fill in"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "key", "said"), REFUSED, ids=lambda value: str(value)[:40])
async def test_what_breaks_a_rule_says_which_below_the_field_and_never_leaves(
    open_app: Opener, field: Field, key: str, said: str
) -> None:
    async with open_app(asking(field)) as desktop:
        await fill_in(desktop, key)
        await desktop.press("f6")
        await desktop.settled()
        assert said in desktop.fault("value")
        assert desktop.form.fields.active is desktop.row("value")
        assert desktop.clipboard == []


async def test_what_is_wrong_is_said_when_the_field_is_left_and_goes_when_it_is_right(open_app: Opener) -> None:
    async with open_app(asking(Field("value", "Many", "number"))) as desktop:
        await desktop.take("ask")
        await desktop.type("1x")
        assert desktop.fault("value") == ""
        await desktop.press("tab")
        assert desktop.fault("value") != ""
        await desktop.press("shift+tab", "backspace")
        assert desktop.fault("value") == ""


async def test_an_optional_field_says_so_and_may_stay_empty(open_app: Opener) -> None:
    async with open_app(asking(Field("value", "Remark", required=False))) as desktop:
        await desktop.take("ask")
        assert desktop.hint("value") == "optional"
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["<>"]


async def test_an_options_own_comma_does_not_make_two_of_it(open_app: Opener) -> None:
    places = (Option("Berlin, Mitte"), Option("Paris"), Option("Rome"))
    async with open_app(asking(Field("value", "Places", "choices", options=places))) as desktop:
        await fill_in(desktop, "space", "right", "right", "space")
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["<Berlin, Mitte and Rome>"]


BRANCHES = Document(
    "branches",
    "{% if gift %}For {{ receiver }}.{% endif %}{% if way == 'post' %} To {{ street }}, {{ town }}."
    "{% elif way == 'shop' %} In {{ shop }}.{% endif %} {{ closing }}",
    title="Branches",
    fields=(
        Field("gift", "A gift?", "toggle"),
        Field("receiver", "Receiver"),
        Field("way", "How", "choice", default="none", options=(Option("none"), Option("post"), Option("shop"))),
        Field("street", "Street"),
        Field("town", "Town"),
        Field("shop", "Shop"),
        Field("closing", "Closing"),
    ),
)


async def test_toggles_and_choices_show_and_hide_what_they_govern_at_once(open_app: Opener) -> None:
    async with open_app([BRANCHES]) as desktop:
        await desktop.take("branches")
        assert list(desktop.texts) == ["gift", "way", "closing"]
        await desktop.go_to("gift")
        await desktop.press("space")
        assert list(desktop.texts) == ["gift", "receiver", "way", "closing"]
        await desktop.go_to("way")
        await desktop.press("right")
        assert list(desktop.texts) == ["gift", "receiver", "way", "street", "town", "closing"]
        await desktop.press("right")
        assert list(desktop.texts) == ["gift", "receiver", "way", "shop", "closing"]
        assert desktop.form.fields.active is desktop.row("way")


async def test_values_typed_survive_hiding_and_hidden_ones_never_leave(open_app: Opener) -> None:
    async with open_app([BRANCHES]) as desktop:
        await desktop.take("branches")
        await desktop.go_to("way")
        await desktop.press("2", "tab")
        await desktop.type("Elm Road 1")
        await desktop.go_to("way")
        await desktop.press("1")
        assert "street" not in desktop.texts
        await desktop.press("2")
        assert desktop.texts["street"] == "Elm Road 1"
        await desktop.press("1")
        await desktop.go_to("closing")
        await desktop.type("Bye")
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["Bye"]


async def test_all_that_is_missing_is_named_together_with_what_a_branch_has_opened(open_app: Opener) -> None:
    async with open_app([BRANCHES]) as desktop:
        await desktop.take("branches")
        await desktop.go_to("gift")
        await desktop.press("space")
        await desktop.go_to("way")
        await desktop.press("2", "f6")
        assert desktop.toasts == ["still to fill in: Receiver, Street, Town, Closing"]
        assert [name for name in desktop.texts if desktop.fault(name)] == ["receiver", "street", "town", "closing"]
        assert desktop.form.fields.active is desktop.row("receiver")
        assert desktop.clipboard == []


async def test_tab_and_shift_tab_go_forth_and_back_and_keep_every_text(open_app: Opener) -> None:
    async with open_app([BRANCHES]) as desktop:
        await desktop.take("branches")
        await desktop.go_to("gift")
        await desktop.press("space")
        walked = []
        for key in ("tab", "tab", "tab", "shift+tab", "shift+tab", "shift+tab"):
            await desktop.press(key)
            active = desktop.form.fields.active
            walked.append(active.field.name if active else "")
            if walked == ["receiver"]:
                await desktop.type("Bo")
        assert walked == ["receiver", "way", "closing", "way", "receiver", "gift"]
        await desktop.press("tab")
        await desktop.type("b")
        assert desktop.texts["receiver"] == "Bob"


BRACES = Document(
    "braces",
    "{{ note }}\n{{ rest }}",
    title="Braces",
    fields=(Field("note", "Note"), Field("rest", "Rest", "multiline", required=False)),
)


async def test_a_value_with_template_braces_is_warned_of_once_and_copied_unchanged_by_a_second_enter(
    open_app: Opener,
) -> None:
    note = Document("note", "{{ note }}", title="Note", fields=(Field("note", "Note"),))
    async with open_app([note]) as desktop:
        await desktop.take("note")
        await desktop.paste("Write {{ name }} here")
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == []
        assert desktop.toasts == ["Note holds {{: customers would see it. Enter again copies it as it is."]
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == ["Write {{ name }} here"]


async def test_the_warning_of_braces_comes_again_for_another_value_and_names_every_field(open_app: Opener) -> None:
    async with open_app([BRACES]) as desktop:
        await desktop.take("braces")
        await desktop.paste("{% if %}")
        await desktop.press("f6")
        await desktop.go_to("rest")
        await desktop.type("a}}")
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == []
        assert desktop.toasts[-1] == "Note, Rest hold {%: customers would see it. F6 again copies it as it is."


async def test_one_brace_is_no_reason_for_a_warning(open_app: Opener) -> None:
    async with open_app([BRACES]) as desktop:
        await desktop.take("braces")
        await desktop.paste("a { b } c")
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["a { b } c"]


async def test_braces_in_what_is_known_without_a_form_are_warned_of_too(open_app: Opener) -> None:
    signed = [Document("signed", "Yours, {{ agent.first_name }}", title="Signed")]
    async with open_app(signed, profile={"first_name": "{{ Ana }}"}) as desktop:
        await desktop.take("signed")
        await desktop.settled()
        assert desktop.clipboard == []
        assert desktop.screen == "FindScreen"
        (said,) = desktop.toasts
        assert said.endswith("holds {{: customers would see it. The same key again copies it as it is.")
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == ["Yours, {{ Ana }}"]
