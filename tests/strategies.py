"""Hypothesis strategies for whole documents, as awkward as a file and a database may have to hold them."""

from __future__ import annotations

from hypothesis import strategies as st

from library.documents import FACT_TYPES, FIELD_TYPES, Document, Example, Field, Option, Plain, Variant, normalised

#: Texts that YAML, JSON, a folder or a shell might take for something else.
AWKWARD = (
    *(
        "yes",
        "no",
        "null",
        "~",
        "true",
        "12:30",
        "0x1f",
        "1e3",
        "0123",
        "-",
        "---",
        "...",
        "{}",
        "[]",
        "!x",
        "&a",
        "*a",
    ),
    *("#", "# no comment", "a: b", "a #b", "'", '"', 'it\'s "quoted"', "\\", "\\n", "%", "@", "`", "|", ">", "?", ":"),
    *(
        " lead",
        "trail ",
        "\ttab\t",
        "two\nlines",
        "\n\nblank\n\n",
        "---\nfront: no\n---",
        "  indented\n deep",
        "é",
        "é",
    ),
    *(
        "👩‍👩‍👧‍👦",
        "שלום",
        "日本語",
        "a\u2028b",
        "a\u2029b",
        "\ufeff",
        "a\u00a0b",
        "\ufffe",
        "\U0001f600",
        "<<",
        "=",
        "{{ x }}",
    ),
)
_ALPHABET = st.characters(
    exclude_categories=("Cs", "Cc"),
    include_characters="\n\t",
    exclude_characters=[chr(code) for code in range(127, 160)],
)

texts = st.one_of(
    st.sampled_from(AWKWARD), st.text(_ALPHABET, max_size=30), st.text(_ALPHABET, min_size=70, max_size=150)
)
bodies = st.one_of(texts, st.lists(texts, max_size=6).map("\n".join))
abbreviations = st.from_regex(r"~?[a-z0-9][a-z0-9-]{0,39}", fullmatch=True).filter(
    lambda name: not name.startswith("~")
)
names = st.one_of(
    abbreviations,
    st.text(_ALPHABET, min_size=1, max_size=20).filter(lambda text: text.isprintable() and text.strip() != ""),
)
field_names = st.from_regex(r"[a-z_][a-z0-9_]{0,12}", fullmatch=True)
plains: st.SearchStrategy[Plain] = st.recursive(
    texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=5
)
_RESERVED_KEYS = frozenset(
    {"id", "abbreviation", "aliases", "kind", "type", "title", "subject", "group", "language", "translates", "tags"}
    | {"questions", "fields", "note", "escalate", "after", "kb", "owner", "review_days", "live_from", "variants"}
    | {"examples"}
)
_FIELD_KEYS = frozenset(
    ("label", "type", "from", "default", "pattern", "message", "help", "min", "max", "options", "required", "own")
)
extras = st.dictionaries(texts.filter(lambda key: key not in _RESERVED_KEYS), plains, max_size=3)
_field_extras = st.dictionaries(texts.filter(lambda key: key not in _FIELD_KEYS), plains, max_size=2)

options = st.builds(Option, value=texts, label=texts | st.just(""))
fields = st.builds(
    Field,
    name=field_names,
    label=texts | st.just(""),
    type=st.sampled_from(FIELD_TYPES),
    default=texts | st.just(""),
    source=st.sampled_from(("", "customer.first_name")),
    required=st.booleans(),
    pattern=texts | st.just(""),
    message=texts | st.just(""),
    help=texts | st.just(""),
    options=st.lists(options, max_size=3).map(tuple),
    minimum=texts | st.just(""),
    maximum=texts | st.just(""),
    own=st.booleans(),
    extra=_field_extras.map(lambda values: tuple(values.items())),
)
variants = st.dictionaries(texts.filter(lambda channel: channel.strip() != ""), bodies, max_size=3).map(
    lambda found: tuple(Variant(channel, body) for channel, body in found.items())
)

examples = st.builds(
    Example,
    expect=texts.filter(lambda text: text.strip() != ""),
    values=st.dictionaries(field_names | st.just("agent.first_name"), texts | bodies, max_size=3).map(
        lambda found: tuple(found.items())
    ),
    channel=texts | st.just(""),
    today=st.sampled_from(("", "2026-05-03", "2026-05-03 09:30")),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document in normal form."""
    kind = draw(st.sampled_from(("reply", "fragment", "fact")))
    text = texts | st.just("")
    return normalised(
        Document(
            abbreviation=draw(abbreviations),
            body=draw(bodies),
            kind=kind,
            title=draw(text),
            group=draw(text),
            language=draw(text),
            aliases=tuple(draw(st.lists(names, max_size=3))),
            tags=tuple(draw(st.lists(texts, max_size=3))),
            questions=tuple(draw(st.lists(texts, max_size=3))),
            type=draw(st.sampled_from(FACT_TYPES) if kind == "fact" else text),
            fields=tuple(draw(st.lists(fields, max_size=3, unique_by=lambda field: field.name))),
            variants=draw(variants.filter(lambda found: len({v.channel.strip() for v in found}) == len(found))),
            note=draw(text),
            escalate=draw(text),
            after=draw(text),
            kb=draw(text),
            owner=draw(text),
            review_days=draw(st.integers(0, 999_999)),
            subject=draw(text),
            live_from=draw(text),
            translates=draw(text),
            examples=tuple(draw(st.lists(examples, max_size=2))),
            extra=tuple(draw(extras).items()),
        )
    )
