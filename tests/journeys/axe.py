"""WCAG 2.1 A and AA by axe-core, on the page as a journey has it before it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SOURCE = (Path(__file__).parent / "axe.min.js").read_text()
# Only what is broken is worked out in full and sent over; no rule of these reads style sheets.
RUN = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"], preload: {assets: ["media"]}})
  .then(found => found.violations)"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def violations(page: Any) -> list[str]:
    """One line for each rule that is broken, with the first elements that break it; empty when the page is clean.

    ``page`` is Playwright's; the script is evaluated and not added to the page, so the security policy stays strict.
    """
    page.evaluate(SOURCE)
    found = page.evaluate(RUN, RULES)
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]
