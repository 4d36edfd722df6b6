"""The folding of each minute."""

from __future__ import annotations

from jinliang.kernel.outbox.jobs import periodic

from . import services


@periodic("* * * * *")
def fold_figures() -> None:
    while services.fold():
        pass
