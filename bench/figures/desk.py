"""The work desk with eighteen to-dos, from the WSGI call to the last byte: processor time of the web process, warm."""

from __future__ import annotations

from bench.pages import Page
from bench.stage import Stage

TODOS = 18


def measure(quick: bool) -> dict[str, float]:
    stage = Stage()
    for number in range(TODOS):
        stage.open(title=f"关于第{number + 1}批古树名木保护经费的请示")
    cookies = "; ".join(f"{name}={crumb.value}" for name, crumb in stage.cast.client("clerk").cookies.items())
    page = Page("/", cookies)
    assert page.text().count("古树名木") >= TODOS
    return {"desk.page_cpu_ms": page.cpu_ms(20 if quick else 100)}
