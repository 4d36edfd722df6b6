"""The register page of an office with twenty of its documents: processor time of the web process, warm."""

from __future__ import annotations

from uuid import uuid4

from bench.pages import Page
from jinliang.kernel.flow import versions
from jinliang.subsystems.incoming.services import Given, offices, register
from tests.cast import make_cast

DOCUMENTS = 24


def measure(quick: bool) -> dict[str, float]:
    versions.publish_all()
    cast = make_cast()
    clerk = cast.grant("clerk", "incoming.clerk")
    offices.save(cast.government.pk, cast.unit.pk, "示政收", by=clerk)
    for number in range(DOCUMENTS):
        given = Given(
            f"关于第{number + 1}批古树名木保护经费的请示",
            "甲县林草局",
            f"甲林发〔2026〕{number + 1}号",
            urgency=number % 3,
        )
        register(cast.government.pk, given, uuid=uuid4(), by=clerk)
    cookies = "; ".join(f"{name}={crumb.value}" for name, crumb in cast.client("clerk").cookies.items())
    page = Page("/incoming/", cookies)
    assert page.text().count("古树名木") >= 20
    return {"incoming.register_page_cpu_ms": page.cpu_ms(20 if quick else 100)}
