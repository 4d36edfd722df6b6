"""What Word and WPS put on the clipboard, and how a journey pastes it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page

HERE = Path(__file__).parent / "clipboards"
# Conditional comments, numbers that Word counted, a table with a header, source lines broken anywhere, a picture.
WORD = (HERE / "word.html").read_text()
# A header that is only bold, a merged cell.
WPS = (HERE / "wps.html").read_text()

_PASTE = """(element, [html, plain]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", plain);
  element.focus();
  element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def drawn(page: Page, name: str) -> Locator:
    """The editor, and not the plain area that stands in its place until the scripts are there."""
    return page.locator(".text-page").and_(page.get_by_role("textbox", name=name))


def paste(box: Locator, html: str = "", plain: str = "") -> None:
    box.evaluate(_PASTE, [html, plain])


def write(box: Locator, plain: str) -> None:
    """``plain`` in the place of all that stands in the editor."""
    box.press("Control+a")
    paste(box, plain=plain)
