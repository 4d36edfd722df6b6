"""WCAG 2.1 A and AA by axe-core, on the page as a journey has it before it.

No element is examined twice: axe is asked about those of a kind that it has not yet passed, and of ``kinds.js`` it
depends what a kind is. Most of a page is the same on the next one, and to look at all of it again cost more than to
draw it. What breaks a rule, or what axe cannot decide, is never passed: it is examined wherever it stands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = (HERE / "axe.min.js").read_text()
KINDS = (HERE / "kinds.js").read_text()
# No rule of these reads style sheets or media: nothing is loaded for them.
RUN = f"""async ([rules, fresh]) => {{
  const kinds = {KINDS};
  const wanted = new Set(fresh), isNew = (element) => wanted.has(kinds.get(element));
  const edge = [...kinds.keys()].filter((one) => isNew(one) !== isNew(one.parentElement));
  const context = {{include: edge.filter(isNew), exclude: edge.filter((one) => !isNew(one))}};
  if (!context.include.length) return {{broken: [], open: fresh}};
  const found = await axe.run(context, {{
    runOnly: rules, resultTypes: ["violations", "incomplete"], elementRef: true, preload: false,
  }});
  const nodes = [...found.violations, ...found.incomplete].flatMap((one) => one.nodes);
  return {{
    broken: found.violations.map((one) => `${{one.id}}: ${{one.nodes.slice(0, 3).map((node) => node.target)}}`),
    open: nodes.map((node) => kinds.get(node.element)),
  }};
}}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
passed: set[int] = set()


def violations(page: Any) -> list[str]:
    """One line for each rule that is broken, with the first elements that break it; empty when the page is clean.

    ``page`` is Playwright's; the script is evaluated and not added to the page, so the security policy stays strict.
    """
    page.wait_for_load_state()
    fresh = set(page.evaluate(f"[...{KINDS}.values()]")) - passed
    if not fresh:
        return []
    page.evaluate(SOURCE)
    found = page.evaluate(RUN, [RULES, sorted(fresh)])
    passed.update(fresh.difference(found["open"]))
    return list(found["broken"])
