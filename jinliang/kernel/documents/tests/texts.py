"""Any text that may be kept, as hypothesis draws it."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from jinliang.kernel.typesetting.tests import grids

STEADY = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=30)
# Signs that mean something when they are typed, and what comes from the clipboard.
_SIGNS = "一二、（）1.#-+|*[]\\/注：甲。，；· \u3000\t\xa0"
WORDS = st.text(alphabet=_SIGNS, max_size=12)
RUN = st.one_of(
    st.fixed_dictionaries({"text": WORDS}, optional={"bold": st.just(True)}),
    st.fixed_dictionaries({"text": WORDS, "ref": st.sampled_from(["/", "/a/1", "/x]]|", "/注：**"])}),
)
RUNS = st.lists(RUN, max_size=3)


BLOCK = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("heading"), "level": st.integers(1, 4), "runs": RUNS}, optional={"rest": RUNS}
    ),
    st.fixed_dictionaries({"kind": st.sampled_from(["paragraph", "note"]), "runs": RUNS}),
    st.fixed_dictionaries(
        {"kind": st.just("list"), "ordered": st.booleans(), "items": st.lists(RUNS, min_size=1, max_size=3)}
    ),
    grids.tables(st.one_of(WORDS, st.sampled_from(["-", ":--", "|", "**", "<<", "^^", "-5-", "\\<"]))),
)
TEXTS = st.fixed_dictionaries({"blocks": st.lists(BLOCK, max_size=4)})
