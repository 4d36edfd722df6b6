"""The form on which a citizen asks for information, empty: processor time of the outer site's web process, warm."""

from __future__ import annotations

from bench.pages import Page
from jinliang.subsystems.disclosure.outer.models import Office

CODE = "99012102"


def measure(quick: bool) -> dict[str, float]:
    Office.objects.create(
        unit_code=CODE, name="甲县政务公开科", address="示例路1号", telephone="0000-1000001", hours="工作日九时至十七时"
    )
    page = Page(f"/disclosure/offices/{CODE}/apply/")
    assert "<form" in page.text()
    return {"outer.form_page_cpu_ms": page.cpu_ms(20 if quick else 100)}
