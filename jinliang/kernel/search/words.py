"""Chinese text to lexemes and back to queries. Own lexemes, so that no locale of the database takes a part.

Running text: words by rjieba in search mode, at their positions; titles weigh A, bodies D. Catalogues: every two
neighbouring characters of the title, and of its pinyin initials.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from importlib.metadata import version
from itertools import pairwise

import rjieba
from pypinyin import Style, lazy_pinyin

# A change here, or of the dictionary, makes every index old; see jobs.renew.
VERSION = f"rjieba-{version('rjieba')}-1"

BODY_LIMIT = 100_000
QUERY_LIMIT = 60
_WORDS_IN_QUERY = 12
_LAST_POSITION = 16_383
_POSITIONS = 255
_SPLIT_LIMIT = 4
_SIGNIFICANT = re.compile(r"\w")
_RUN = re.compile(r"\w+")
# They stand in every text and find nothing.
_EMPTY = frozenset("的了和与及或在是为对将就等也")


def folded(text: str) -> str:
    """Half width, lower case: what people type and what was written become the same."""
    return unicodedata.normalize("NFKC", text).lower()


def vector(title: str, body: str) -> str:
    """The text of a tsvector."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    start = _place(places, folded(title), "A", 1)
    _place(places, folded(body[:BODY_LIMIT]), "", start + 10)
    return " ".join(f"{_quoted(word)}:{','.join(at[:_POSITIONS])}" for word, at in places.items())


def _place(places: dict[str, list[str]], text: str, weight: str, position: int) -> int:
    for word in rjieba.cut(text):
        if _SIGNIFICANT.search(word):
            at = f"{min(position, _LAST_POSITION)}{weight}"
            for part in {word, *rjieba.cut_for_search(word)}:
                places[part].append(at)
        position += 1
    return position


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def terms(text: str) -> list[str]:
    """The words of a query, as they are marked in a snippet."""
    found = [word for word in rjieba.cut(folded(text)[:QUERY_LIMIT]) if _SIGNIFICANT.search(word)]
    return ([word for word in found if word not in _EMPTY] or found)[:_WORDS_IN_QUERY]


def query(words: list[str], *, weight: str = "") -> str:
    """The text of a tsquery for all of ``words``; the last may go on. ``weight`` "A" looks at titles only."""
    parts = [_any_cut(word, "*" + weight if word is words[-1] else weight) for word in words]
    return " & ".join(parts)


def _any_cut(word: str, flags: str) -> str:
    """``word`` whole, or as neighbours: a name is often cut in its sentence as it is not cut alone."""
    end = f":{flags}" if flags else ""
    ways = [_quoted(word) + end]
    if 1 < len(word) <= _SPLIT_LIMIT and not word.isascii():
        weight = ":" + flags.replace("*", "") if flags.replace("*", "") else ""
        ways += [f"({_quoted(word[:at])}{weight} <-> {_quoted(word[at:])}{end})" for at in range(1, len(word))]
    return f"({' | '.join(ways)})"


def tokens(title: str, facets: tuple[str, ...]) -> list[str]:
    """What a catalogue entry is found by: bigrams, initials, facets."""
    text = folded(title)
    initials = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore"))
    return sorted({*_bigrams(text), *(f"~{pair}" for pair in _bigrams(initials)), *(f"@{facet}" for facet in facets)})


def wanted_tokens(text: str) -> list[str]:
    """The tokens that every catalogue entry for this query has; empty for a single character."""
    plain = folded(text)[:QUERY_LIMIT]
    is_initials = plain.isascii() and plain.isalpha()
    return sorted({f"~{pair}" for pair in _bigrams(plain)} if is_initials else set(_bigrams(plain)))


def _bigrams(text: str) -> list[str]:
    return ["".join(pair) for run in _RUN.findall(text) for pair in pairwise(run)]
