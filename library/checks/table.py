"""Every check there is: its code, which never changes, whether what it finds is a fault, and what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from library.checks import (
    branches,
    duplicates,
    examples,
    facts,
    includes,
    language,
    letters,
    names,
    people,
    placeholders,
    wording,
)
from library.checks.finding import Finding
from library.checks.subject import Hit, Subject
from library.rendering.scan import place as place_in

REPLIES = ("reply", "fragment")
EVERY = ("reply", "fragment", "fact")
#: More finds of one check than this would not be read.
MOST = 50


class Check(NamedTuple):
    """One check. A fault blocks; `is_basic` where a template with that fault could not be used at all."""

    code: str
    says: str
    run: Callable[[Subject], Iterator[Hit]]
    is_fault: bool = False
    is_basic: bool = False
    kinds: tuple[str, ...] = REPLIES
    needs_sound: bool = False


def _fault(code: str, says: str, run: Callable[[Subject], Iterator[Hit]], kinds: tuple[str, ...] = REPLIES) -> Check:
    return Check(code, says, run, is_fault=True, is_basic=True, kinds=kinds)


CHECKS = (
    _fault("field", "a field's own rules are wrong: no options, a bad pattern or default", language.field_faults),
    _fault("language", "the text uses what templates may not, or is not readable", language.language_faults),
    _fault("field-type", "a field has another type than a fragment gives it", language.contradicted_fields),
    _fault("fact-value", "a fact's value is not of its type", language.fact_faults, ("fact",)),
    _fault("include", "a text includes what does not exist or is no fragment", includes.bad_includes),
    _fault("include-withdrawn", "a text includes what is retired, suspended or a draft", includes.withdrawn_includes),
    _fault("include-ring", "fragments include each other in a ring", includes.rings),
    _fault("include-depth", "fragments include each other too deeply", includes.too_deep),
    _fault("unknown-fact", "a text quotes a fact that does not exist", facts.unknown_facts),
    Check("undeclared", "a name is not among the fields, and will be asked as a text", language.undeclared_names,
          is_basic=True),
    Check("unused", "a field is used nowhere", language.unused_fields, is_basic=True),
    Check("unknown-key", "a key is spelt nearly like one of ours", language.unknown_keys, is_basic=True, kinds=EVERY),
    Check("name-taken", "a name belongs to another template", names.taken_names, is_fault=True, kinds=EVERY),
    Check("placeholder", "another tool's placeholder was left in the text", placeholders.placeholders, is_fault=True,
          kinds=EVERY),
    Check("bidi", "a character shows the text in another order than it is", letters.reordering_letters, is_fault=True,
          kinds=EVERY),
    Check("account-number", "a card or bank account number is in the text", people.account_numbers, is_fault=True),
    Check("example", "an example of the template gives another reply than it says", examples.failing_examples,
          is_fault=True, needs_sound=True),
    Check("example-value", "an example fills in what the template never reads", examples.idle_values),
    Check("no-option", "a choice or toggle is compared with what it can never be", branches.impossible_values),
    Check("dead-branch", "no fill-in reaches a branch", branches.dead_branches),
    Check("number", "a number stands where a fact says another one", facts.numbers_beside_facts),
    Check("hidden-character", "a character is in the text that nobody sees", letters.hidden_letters, kinds=EVERY),
    Check("contact", "an e-mail address or phone number is in the text that is not the company's", people.contacts),
    Check("link", "a link is not https", wording.insecure_links, kinds=EVERY),
    Check("markdown", "customers would see Markdown's marks", wording.markdown),
    Check("hard-wrap", "a paragraph was broken into lines by hand", wording.hard_wraps),
    Check("long-sentence", "a sentence has over 35 words, or over 25 for the phone", wording.long_sentences),
    Check("empathy", "a reply to a complaint has no word of sympathy", wording.missing_empathy, kinds=("reply",)),
    Check("near-duplicate", "another template says nearly the same", duplicates.near_duplicates),
)  # fmt: skip


def found_by(checks: Iterable[Check], subject: Subject) -> Iterator[Finding]:
    """What these checks find, in their order; those that need a sound document only run where no fault came before."""
    is_sound = True
    for check in checks:
        if subject.document.kind not in check.kinds or (check.needs_sound and not is_sound):
            continue
        for hit in islice(check.run(subject), MOST):
            finding = _finding(check, subject, hit)
            is_sound = is_sound and not (finding.is_fault and check.is_basic)
            yield finding


def _finding(check: Check, subject: Subject, hit: Hit) -> Finding:
    text = next((text.body for text in subject.texts if text.place == hit.place), "") if hit.at >= 0 else ""
    line, column = place_in(text, hit.at) if hit.at >= 0 else (0, 0)
    return Finding(
        subject.document.abbreviation,
        hit.message,
        hit.hint,
        hit.place,
        line,
        is_fault=check.is_fault and not hit.is_mild,
        name=hit.name,
        code=check.code,
        column=column,
    )
