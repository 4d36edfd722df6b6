"""Any text that may be kept, as hypothesis draws it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

# Signs that mean something when they are typed, and what comes from the clipboard.
_SIGNS = "一二、（）1.#-+|*[]\\/注：甲。，；· \u3000\t\xa0"
WORDS = st.text(alphabet=_SIGNS, max_size=12)
RUN = st.one_of(
    st.fixed_dictionaries({"text": WORDS}, optional={"bold": st.just(True)}),
    st.fixed_dictionaries({"text": WORDS, "ref": st.sampled_from(["/", "/a/1", "/x]]|", "/注：**"])}),
)
RUNS = st.lists(RUN, max_size=3)


def _table(width: int, height: int) -> st.SearchStrategy[dict[str, Any]]:
    row = st.lists(st.one_of(WORDS, st.sampled_from(["-", ":--", "|", "**"])), min_size=width, max_size=width)
    return st.fixed_dictionaries(
        {
            "kind": st.just("table"),
            "header": st.one_of(st.just([]), row),
            "rows": st.lists(row, min_size=height, max_size=height),
        }
    )


BLOCK = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("heading"), "level": st.integers(1, 4), "runs": RUNS}, optional={"rest": RUNS}
    ),
    st.fixed_dictionaries({"kind": st.sampled_from(["paragraph", "note"]), "runs": RUNS}),
    st.fixed_dictionaries(
        {"kind": st.just("list"), "ordered": st.booleans(), "items": st.lists(RUNS, min_size=1, max_size=3)}
    ),
    st.tuples(st.integers(1, 3), st.integers(1, 2)).flatmap(lambda size: _table(*size)),
)
TEXTS = st.fixed_dictionaries({"blocks": st.lists(BLOCK, max_size=4)})
