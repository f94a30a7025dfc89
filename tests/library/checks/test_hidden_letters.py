"""Characters that nobody sees."""

from __future__ import annotations

import pytest
from builders import reply
from check_builders import found


@pytest.mark.parametrize(
    "letter", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"]
)
def test_a_character_that_turns_the_text_round_is_a_fault(letter: str) -> None:
    [finding] = found(reply(body=f"Hi.\nPay {letter}100 now"), code="bidi")
    assert (finding.line, finding.column, finding.is_fault) == (2, 5, True)
    assert f"U+{ord(letter):04X}" in finding.message


@pytest.mark.parametrize(
    ("text", "language"), [("שלום \u2066Acme\u2069 תודה", "he"), ("مرحبا \u202aAcme\u202c شكرا", "ar-EG")]
)
def test_scripts_that_run_to_the_left_may_set_other_words_apart(text: str, language: str) -> None:
    assert found(reply(body=text, language=language), code="bidi") == []
    assert found(reply(body=text, language=language), code="hidden-character") == []


def test_an_override_is_a_fault_in_every_language() -> None:
    assert len(found(reply(body="שלום \u202eabc", language="he"), code="bidi")) == 1


@pytest.mark.parametrize(
    "letter", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\u200c", "\u200d", "\u200e", "\u3164", "\U000e0041"]
)
def test_a_character_nobody_sees_is_a_warning(letter: str) -> None:
    [finding] = found(reply(body=f"ref{letter}und"))
    assert (finding.code, finding.column, finding.is_fault) == ("hidden-character", 4, False)


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 and ❤️‍🔥",
        "می‌خواهم",
        "क्‍ष",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "10\u00a0EUR, 1\u202f000 €",
        "שלום\u200f!",
        "naïve café — “quoted” …",
        "1️⃣ first",
    ],
)
def test_characters_that_scripts_and_emoji_need_are_left_alone(text: str) -> None:
    assert found(reply(body=text)) == []
