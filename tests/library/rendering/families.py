"""Hostile templates by family: each is a few ways in, carried out mechanically on a few targets."""

from __future__ import annotations

import json
from collections.abc import Iterator

from attacks import Attack, body, paste, rendering, template_file
from hostile import BOMBS, ESCAPES
from rendering_builders import fact, fragment, reply

from library.documents import Document, Field, Option, Variant

#: From a plain value to Python's objects; the frames and code objects that sandboxes forgot at first. Source: jinja2,
#: sandbox.py (UNSAFE_*_ATTRIBUTES) and its change log, 2.7.3 to 3.1.6.
INNER_NAMES = (
    *("__class__", "__mro__", "__base__", "__subclasses__", "__init__", "__globals__", "__builtins__", "__dict__"),
    *("__reduce_ex__", "__getattribute__", "__call__", "__doc__", "__module__", "mro", "func_globals", "im_func"),
    *("gi_frame", "gi_code", "cr_frame", "ag_frame", "f_builtins", "f_back", "tb_frame", "co_consts"),
)
METHODS = ("format", "format_map", "encode", "strftime", "keys", "pop", "clear", "append", "as_tuple", "isoformat")

#: Ways to name a part of a value, and places where an expression can stand.
WAYS = (
    *("x.%s", "x.%s()", "x['%s']", "x|attr('%s')", "(x|attr('%s'))()", "[x]|map(attribute='%s')|list"),
    *("[x]|map('%s')|list", "x|%s", "x is %s", "''.%s", "1 .%s", "[].%s", "true.%s", "customer.name.%s", "facts.%s"),
    *("facts.fee.%s", "today.%s", "now.%s", "order.items.%s", "%s", "%s(x)", "x|default(x.%s)", "x|date(x.%s)"),
    *("x.%s.y", "(x.%s)", "[x.%s]", "x ~ x.%s", "x if x.%s", "not x.%s", "x == x.%s", "x in x.%s"),
)
PLACES = (
    *("{{ @ }}", "{{- @ -}}", "{{\n@\n}}", "{{\t@ }}", "{% if @ %}y{% endif %}", "{% if x %}{% elif @ %}{% endif %}"),
    *("{% for i in @ %}{{ i }}{% endfor %}", "{% for i in ['a'] if @ %}{% endfor %}", "{% include @ %}"),
    *("{# {{ @ }} #}{{ @ }}", "{{ 'a' ~ (@) }}", "{{ [@, @] | join }}", "{{ x | default(@) }}", "{{ (@) | upper }}"),
    *("{% for i in ['a'] %}{{ @ }}{% endfor %}", "{% if false %}{{ @ }}{% endif %}", "{{ x if @ else y }}"),
    *("{{ today | plus(days=@) }}", "{{ x | wrap(@) }}", "{% set z = @ %}", "{{ @ is defined }}", "{%if@%}{%endif%}"),
)
#: CVE-2016-10745, CVE-2019-10906, CVE-2024-56326 and CVE-2025-27516 are four ways to call str.format unseen.
FORMATS = ("{0.__class__}", "{0.__class__.__mro__}", "{0.__init__.__globals__}", "{x}", "{0!r}", "{:>999999999}")
FORMATTERS = (
    *("'%s'.format(x)", "'%s'.format_map({'x': x})", "'%s'|format(x)", "('%s'|attr('format'))(x)"),
    *("['%s']|map('format', x)|list", "'%s'.format|default(x)", "'%s'['format'](x)", "'%s'.format ~ x"),
    *("x.format('%s')", "'%s' % x", "'%s'|string|attr('for' ~ 'mat')", "[x]|map('%s'.format)|list|join"),
)
CORE = (
    *("{{ x.__class__ }}", "{{ ''|attr('__class__') }}", "{{ '{0.__class__}'.format(x) }}", "{{ self }}"),
    *("{% include '../../etc/passwd' %}", "{% set x = 1 %}", "{{ lipsum.__globals__ }}", "{{ 'a'*200000000 }}"),
    *("{% for a in x recursive %}{{ loop(x) }}{% endfor %}", "{{ facts.__class__ }}", "{{", "%}", "{{ range(10) }}"),
)
HUGE = ("999999999999", "-999999999999", "3661", "-3661", "'1e9'", "1.5", "'x'", "x", "[1]", "true", "''", "9" * 18)
LETTERS = (
    "\x00",
    "\x1b]52;c;aGk=\x07",
    "\u202e",
    "\ufeff",
    "\ud800",
    "\x85",
    "\u2028",
    "\u200b",
    "\u0130",
    "\U000e0041",
)


def inner_names() -> Iterator[Attack]:
    for number, name in enumerate((*INNER_NAMES, *METHODS)):
        for way in (WAYS[(number + step) % len(WAYS)] for step in range(0, len(WAYS), 4)):
            yield body("inner names", f"{{{{ {way.replace('%s', name)} }}}}")


def places() -> Iterator[Attack]:
    for number, place in enumerate(PLACES):
        for step in (0, 7, 13):
            way = WAYS[(number + step) % len(WAYS)]
            yield body("places", place.replace("@", way.replace("%s", "__class__")))


def formats() -> Iterator[Attack]:
    for number, text in enumerate(FORMATS):
        for formatter in FORMATTERS[number % 2 :: 2]:
            yield body("str.format", f"{{{{ {formatter.replace('%s', text)} }}}}")


def compiled_names() -> Iterator[Attack]:
    """CVE-2024-56201: the name of a template reached the generated code."""
    for name in ("a'b", 'a"""b', "a\nimport os", "a\\", "{{ x }}", "a{0.__class__}", "../../etc/passwd", "a\x00b"):
        yield rendering("names", Document(name, body="{{ x }}"))
        yield rendering("names", reply(f"{{% include '{name}' %}}"), Document(name, body="{{ x.y }}", kind="fragment"))
        yield rendering("names", reply("{{ x }}", channel_of(name)), channel=name, locale=name)


def channel_of(name: str) -> Field:
    return Field("x", label=name, source=name, help=name, message=name)


def other_texts() -> Iterator[Attack]:
    """The same in every text of a document but its body, in a fragment, a fact, a value and the context."""
    for core in CORE:
        yield rendering("variant", Document("r", body="Hi", variants=(Variant("chat", core),)), channel="chat")
        yield rendering("subject", reply("Hi", subject=core))
        yield rendering("fragment", reply("{% include 'f' %}"), fragment("f", core))
        yield rendering("fragment", reply("Hi", subject="{% include 'f' %}"), fragment("f", core))
        yield rendering("default", reply("{{ f }}", Field("f", default=core)))
        yield rendering("fact", reply("{{ facts.f }}{{ 5 | money }}"), fact("f", core), fact("currency", core))
        yield rendering("fact", reply("{{ facts.f | plus(business_days=1) }}"), fact("f", core, "date"))
        yield rendering("fact", reply("{{ today | plus(business_days=3) }}"), fact("holidays", core, "dates"))
        yield rendering("options", reply("{{ f }}", Field("f", type="choice", options=(Option(core, core),))))
        yield rendering("labels", reply("{{ f }}", Field("f", label=core, help=core, message=core, type="number")))
        yield rendering("rules", reply("{{ x }}", Field("x", pattern=core, minimum=core, maximum=core)))
        yield rendering("value", reply("{{ f }} {{ f | upper }}"), values={"f": core})
        yield rendering("context", reply("{{ customer.name }}"), context={"customer": {"name": core}})
        yield template_file("file", f"---\nabbreviation: a\n---\n{core}\n")
        yield paste("paste", f"From: {core} <a@example.com>\nSubject: {core}\n")
        yield paste("paste", json.dumps({"customer": {"name": core, core: core}, "subject": core}))


def letters() -> Iterator[Attack]:
    """Control characters, overrides of direction, halves of pairs, invisible letters."""
    for letter in LETTERS:
        yield body("letters", f"{{{{ x{letter} }}}}")
        yield body("letters", f"{{{letter}{{ x }}}}")
        yield body("letters", f"{{{{ '{letter}' }}}}")
        yield body("letters", f"{{% include '{letter}' %}}")
        yield rendering("letters", reply("{{ f }}"), values={"f": f"a{letter}b"})
        yield template_file("letters", f"---\nabbreviation: a{letter}\ntitle: {letter}\n---\nx")
        yield template_file("letters", f"---{letter}\nabbreviation: a\n---\nx")


def arguments() -> Iterator[Attack]:
    """Filters given what they never expect."""
    for huge in HUGE:
        for unit in ("days", "weeks", "months", "business_days"):
            yield body("arguments", f"{{{{ today | plus({unit}={huge}) }}}}{{{{ now | minus({unit}={huge}) }}}}")
        for call in ("x | wrap({})", "5 | money({})", "today | date({})", "['a', 'b'] | join({})", "{} | number"):
            yield body("arguments", f"{{{{ {call.format(huge)} }}}}")
        yield body("arguments", f"{{{{ {huge} | plural({huge}, {huge}) }}}}{{{{ {huge} | first_name | quote }}}}")
    for currency in ("", "EUREUR", "eur", "€", "XXX", "E" * 5_000, "EU\\n", "{0}", "¤¤¤", "123"):
        yield body("currencies", f"{{{{ 5 | money('{currency}') }}}}")
        yield rendering("currencies", reply("{{ 5 | money }}"), fact("currency", currency))
    for pattern in (
        "E" * 40,
        "y" * 40,
        "'" * 39,
        "zzzz",
        "VVVV",
        "GGGGG" * 8,
        "[",
        "%Y",
        "{0}",
        "QQQQQQ",
        "ww",
        "S" * 39,
    ):
        yield body("date patterns", f'{{{{ today | date("{pattern}") }}}}{{{{ now | date("{pattern}") }}}}')
    big = {"order": {"items": ["ab " * 600] * 1_000, "text": "a " * 10_000}}
    chains = ("upper", "title", "wrap(1)", "quote", "trim", "first_name", "default('x')", "join", "join(order.text)")
    for name in chains:
        for value in ("order.text", "order.items"):
            yield rendering("chains", reply(f"{{{{ {value}{f' | {name}' * 60} }}}}"), context=big)
            loop = f"{{% for i in order.items %}}{{{{ {value} | {name} }}}}{{% endfor %}}"
            yield rendering("chains", reply(loop), context=big)


def nests() -> Iterator[Attack]:
    """Things inside things, a few and very many levels deep."""
    pairs = (("(", ")"), ("[", "]"), ("{", "}"), ("not ", ""), ("x | default(", ")"), ("x if (", ") else x"), ("-", ""))
    for depth in (9, 60, 500, 20_000):
        for opening, closing in pairs:
            yield body("nests", f"{{{{ {opening * depth}x{closing * depth} }}}}")
        for opening, closing in (("if x", "endif"), ("for a in x", "endfor"), ("if x %}{% else", "endif")):
            yield body("nests", f"{{% {opening} %}}" * depth + f"{{% {closing} %}}" * depth)


def includes() -> Iterator[Attack]:
    """Circles of every length, through aliases and channels; trees that grow; long bodies many times."""
    for length in range(1, 9):
        ring = [fragment(f"r{n}", f"{{% include 'r{(n + 1) % length}' %}}" * 3) for n in range(length)]
        yield rendering("rings", reply("{% include 'r0' %}"), *ring)
        yield rendering("rings", reply("Hi", subject="{% include 'r0' %}"), *ring)
        hidden = [one._replace(variants=(Variant("chat", one.body),), body="x") for one in ring]
        yield rendering("rings", reply("{% include 'r0' %}"), *hidden, channel="chat")
    for width in (2, 10, 70, 1_000):
        tree = [fragment(f"t{n}", f"{{% include 't{n + 1}' %}}" * width) for n in range(5)]
        yield rendering("trees", reply("{% include 't0' %}"), *tree, fragment("t5", "x"))
        yield rendering("trees", reply("{% include 't1' %}" * width), *tree, fragment("t5", "{{ x }}" * width))
    for times in (10, 1_000, 1_400):
        yield rendering("long", reply("{% include 'big' %}" * times), fragment("big", "b" * 150_000))
        yield rendering("long", reply("{% include 'big' %}" * times), fragment("big", "{{ x }}" * 1_900))
    alias = Document("me", body="{% include 'also-me' %}", kind="fragment", aliases=("also-me",))
    yield rendering("rings", alias, alias)
    yield rendering("rings", reply("{% include 'me' %}"), alias)
    row = [fragment(f"f{n}", f"{{% include 'f{n + 1}' %}}") for n in range(2_000)]
    yield rendering("rows", reply("{% include 'f0' %}"), *row)


def patterns() -> Iterator[Attack]:
    """Patterns that freeze a matcher that tries again; re2 does not. Source: OWASP, "Regular expression DoS"."""
    known = (
        *(
            "(a+)+$",
            "([a-zA-Z]+)*$",
            "(a|aa)+$",
            "(a|a?)+$",
            "(.*a){30}$",
            "(a*)*b",
            "((a*)*)*b",
            "^(([a-z])+.)+[A-Z]$",
        ),
        *("a{1000}{1000}", "(((a{30}){30}){30}){30}", "(?=a)b", "(?<=a)b", r"(a)\1", "(?P<x", "[" * 999, "(" * 5_000),
        *("a?" * 500 + "a" * 500, "|".join("a" * n for n in range(300)), r"\p{L}+" * 300, "[^\\x00-\\x{10FFFF}]", ""),
        *(".*" * 400, "(x+x+)+y", "\\C*", "(?i)" + "[a-z]{0,900}", "a**", "*", "\\", "\x00", "{0.__class__}"),
    )
    for pattern in known:
        yield rendering("patterns", reply("{{ f }}", Field("f", pattern=pattern)), values={"f": "a" * 15_000 + "!"})
        yield template_file(
            "patterns", f"---\nabbreviation: a\nfields: {{f: {{pattern: {pattern}}}}}\n---\n{{{{ f }}}}"
        )


def typed() -> Iterator[Attack]:
    """Texts of every type that eat time to read, and fields whose rules do."""
    texts = ("1" * 19_999, "1," * 9_999, "1 " * 9_999, "a@" * 9_999, "a." * 9_999, "http://" * 2_800, ", " * 9_999)
    options = tuple(Option(f"{n}, {n}", f"label; {n}") for n in range(1_000))
    for type in ("text", "multiline", "choice", "choices", "date", "number", "money", "toggle", "email", "url"):
        for text in (*texts, "x" * 3_000_000, "\n" * 19_999, "\u0130" * 19_999, "٣" * 18, "-" * 19_999):
            field = Field("f", type=type, options=options, minimum="1", maximum="3")
            yield rendering("typed", reply("{{ f }}", field), values={"f": text})
    for limit in ("9" * 5_000, "1e999999", "x", "-", "NaN", "Infinity", "{{ x }}", "1.1.1", "31.2.", "+99999"):
        for type in ("text", "number", "date", "choices"):
            field = Field("f", type=type, minimum=limit, maximum=limit, options=(Option("1"),))
            yield rendering("limits", reply("{{ f }}", field), values={"f": "1"})
    many = tuple(Option("a" * n, "b" * n) for n in range(1, 2_000))
    for text in ("a" * 500, "a, " * 6_000, "a\n" * 9_000):
        yield rendering("options", reply("{{ f }}", Field("f", type="choices", options=many)), values={"f": text})
        yield rendering("options", reply("{{ f }}", Field("f", type="choices", options=options)), values={"f": text})
    deep: object = "x"
    for _ in range(5_000):
        deep = {"items": deep, "list": [deep]}
    for known in (
        deep,
        {"items": [deep] * 50},
        {"items": list(range(50_000))},
        {"items": {str(n): n for n in range(9_999)}},
    ):
        loop = "{% for i in order.items %}{{ i }}{% endfor %}"
        yield rendering("context", reply(f"{loop}{{{{ order.number | default('x') }}}}"), context={"order": known})
    for odd in (float("inf"), float("nan"), 10**5_000, b"x", object(), Attack, open, [object], {"__class__": "x"}, 1j):
        text = "{{ order.number | default('none') }}{% for i in [order.number] %}{{ i }}{% endfor %}"
        yield rendering("context", reply(text), context={"order": {"number": odd, "items": [odd], 5: odd}})


def front_matter() -> Iterator[Attack]:
    """Files that swell, nest, repeat or hide. Sources: the YAML bomb ("billion laughs"), PyYAML's tag advisories."""
    lines = [
        *("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "<<: {abbreviation: b}", "? [a, b]\n: c", "? {a: b}\n: c"),
        *("x: !!python/object/apply:os.system [id]", "x: !!python/name:os.system", "x: !!binary aGk=", "x: !foo y"),
        *("x: !!python/object/new:type {args: [z, [], {}]}", "%TAG ! tag:x:\n---\nx: !y z", "%YAML 1.1", "x: *nothing"),
        *("abbreviation: b", "aliases: [" + "a," * 30_000 + "]", "tags: {a: b}", "review_days: 99999999999", "id: [x]"),
        *("review_days: -1", "review_days: 1e9", "kind: [reply]", "kind: nothing", "type: dates\nkind: fact"),
        *("fields: x", "fields: [x]", "fields: {__class__: {}}", "fields: {x: {type: object}}", "fields: {x: [y]}"),
        *("fields: {x: {default: '{{ x.__class__ }}'}}", "fields: {x: {required: perhaps}}", "fields: {customer: {}}"),
        *("fields: {x: {options: [" + "a," * 9_000 + "]}}", "fields: {x: {options: {a: {b: c}}}}", "variants: [x]"),
        *(
            "variants: {chat: '{{ x.__class__ }}'}",
            "variants: {'': x}",
            "variants: {chat: {x: y}}",
            "x: |\n\ty",
            "\tx: y",
        ),
        *(
            "x: " + "[" * 5_000,
            "x: " + "[" * 12 + "]" * 12,
            "x: " + "{a: " * 5_000,
            "x: " + "- " * 20_000,
            "[" * 100_000,
        ),
        *(
            "x" * 150_000 + ": y",
            "x: " + "y" * 250_000,
            "x: '" + "y" * 150_000,
            'x: "\\x1b]52;c;aGk=\\a"',
            'x: "\\ud800"',
        ),
        *('x: "' + "\\u0041" * 30_000 + '"', "x: |9\n y", "x: >\n" + " y\n" * 30_000, "? " * 20_000, ": " * 20_000),
        *(
            "\n".join(f"k{n}: v" for n in range(25_000)),
            "\n".join(f"{' ' * n}k{n}:" for n in range(600)),
            "# c\n" * 50_000,
        ),
        *(
            "x: y # \u202eabc",
            "\u2028x: y",
            "x: y\rz: w",
            "x: y\r\nz: w",
            "\ufeffx: y",
            "x: \u0085y",
            "x: y\x0bz",
            "null",
            "5",
        ),
        *(
            "subject: '{{ x.__class__ }}'",
            "subject: '{% include ''circle'' %}'",
            "live_from: '{{ x }}'",
            "...",
            "---\nx: y",
        ),
    ]
    for text in lines:
        yield template_file("front matter", f"---\nabbreviation: a\n{text}\n---\n{{{{ x }}}}")
    whole = ("", "---", "---\n", "---\n---", "x", "---\r---\r", "\ufeff---\nabbreviation: a\n---\n", "---\n" * 90_000)
    for text in (*whole, "-" * 190_000, "---\n" + "a: b\n" * 30_000, "---\nabbreviation: a\n---\n" + "{{" * 90_000):
        yield template_file("files", text)


def pastes() -> Iterator[Attack]:
    """Tickets that nest, repeat, or make patterns try again."""
    for text in (
        *(
            '{"a":' * 40_000,
            "[" * 100_000,
            '{"a": ' + "9" * 6_000 + "}",
            '{"a": 1e999, "id": NaN}',
            "{}" * 50_000,
            '"' * 99_000,
        ),
        *('{"' + "k" * 190_000 + '": 1}', json.dumps({f"k{n}": {"customer": {"name": "x"}} for n in range(3_000)})),
        *(
            json.dumps({"data": [{"data": [{"customer": {}}] * 50}] * 50}),
            '{"customer": {"customer": ' * 900 + "1" + "}" * 1_800,
        ),
        *(sign * 199_000 for sign in " \n:>@a#<.-/1*\t"),
        *(
            word * 9_000
            for word in ("From: a\n", "From:\n", "order ", "order #", "ticket", "a@b.", "https://x/tickets", "<a ")
        ),
        *(
            "#11 " * 40_000,
            "\n#11",
            "a@" + "b." * 60_000,
            "order" + " " * 190_000,
            "Re: " * 40_000,
            "From: " + "x " * 90_000,
        ),
        *(
            "Subject: " + "re:" * 60_000,
            "http://" + "a" * 190_000 + "/tickets/1",
            "case number " * 15_000,
            "```\n{" * 20_000,
        ),
        *(
            '{"subject": "' + "<p>" * 50_000 + '"}',
            '{"subject": "' + "&lt;" * 40_000 + '"}',
            '{"customer": {"__class__": {"x": []}}}',
        ),
    ):
        yield paste("pastes", text)


def every_attack() -> list[Attack]:
    families = (
        inner_names,
        places,
        formats,
        compiled_names,
        other_texts,
        letters,
        arguments,
        nests,
        includes,
        patterns,
    )
    return [
        *(body("escapes", text) for text in ESCAPES),
        *(rendering("defaults", reply("{{ f }}", Field("f", default=text))) for text in ESCAPES),
        *(body("bombs", text) for text in BOMBS),
        *(attack for family in (*families, typed, front_matter, pastes) for attack in family()),
    ]
