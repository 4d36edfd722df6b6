"""Whose page is it: everyone's, or that of a signed-in person. Nothing said means signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])


def public(view: View) -> View:
    """This page is for everyone; an architecture test lists all pages so marked."""
    view.is_public = True  # type: ignore[attr-defined]
    return view
