"""How strong each way of matching is, from 0 to 1, tuned on benchmarks/finding.py. Their order is what counts."""

from __future__ import annotations

#: The very name. Names that begin with the query share the next range by rank; everything else stays below it.
EXACT, STARTS_TO, STARTS_FROM = 1.0, 0.99, 0.90
#: What this agent took for these very words before stands between the two; what the team took is raised by so much.
CHOSEN, TEAM_TOOK = 0.997, 0.06
#: The name typed without its dashes, or with spaces for them; the title; the beginning of either.
JOINED, TITLE, TITLE_START, JOINED_START = 0.895, 0.89, 0.87, 0.86
#: More for a title that begins with the very signs typed: `parcel lost:` with its colon.
LITERALLY = 0.023
INITIALS, TITLE_INITIALS = 0.74, 0.70

#: Words of title, names, tags and group: by the part of the query found, the part of the title, if none lacks, and if
#: they stand in the title in the order typed.
WORDS, WORDS_SHARE, ALL_WORDS, IN_ORDER = 0.64, 0.12, 0.12, 0.05
#: What they score above this counts less, so that all of them stay below what begins as was typed.
WORDS_BEND, WORDS_REST = 0.80, 0.42
#: What a word counts by where it stands, and what kind of text that is.
IN_TITLE, IN_NAME, IN_TAG, IN_GROUP = (1.0, "title"), (0.97, "name"), (0.85, "tag"), (0.7, "group")
#: A begun word counts from here on, up to this more the less of it is open; a misspelt one by its likeness times this.
BEGUN, BEGUN_SPAN, MISSPELT = 0.70, 0.25, 0.90
#: What a word nothing holds weighs against the rarest that something does, and what little-saying words keep.
UNKNOWN_WORD, FILLER_WORD = 0.25, 0.15

#: Names within two edits, by likeness; another first letter makes a slip less likely.
SLIP, SLIP_SPAN, OTHER_FIRST = 0.30, 0.52, 0.06
#: Names that hold the letters in order, from their first letter on or only inside, by the part typed.
LETTERS, LETTERS_INSIDE, LETTERS_SPAN = 0.42, 0.20, 0.40
PHRASING, PHRASING_SPAN = 0.15, 0.65
BODY = 0.25

#: At this score a hit says all the query said; with so many of them slips are not looked for.
CERTAIN, ENOUGH_CERTAIN = 0.66, 3
#: With so many hits of this score bodies are not looked into.
LIKELY, ENOUGH_LIKELY = 0.40, 10
#: Candidates looked at closely per way of matching.
CLOSELY = 80
#: A word more rows hold than this is too common to bring candidates of its own.
COMMON_ROWS = 2_000
