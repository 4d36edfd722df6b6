"""Texts for reading and for the printer; for Word see ``word_writer``."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .text import NOTE, Block, Runs, Text
from .word_writer import add_text, new_word, to_docx, word_file

__all__ = ["add_text", "new_word", "to_docx", "to_html", "to_typst", "word_file"]


def to_html(text: Text) -> SafeString:
    """Escaped HTML; levels become h3 to h6, since a page has its own h1 and h2."""
    return mark_safe("".join(map(_html_block, text["blocks"])))  # noqa: S308 each piece is made by format_html


def _html_block(block: Block) -> SafeString:
    kind = block["kind"]
    if kind == "heading":
        return _html_heading(block)
    if kind == "list":
        items = format_html_join("", "<li>{}</li>", ((_html(item),) for item in block["items"]))
        return format_html("<ol>{}</ol>" if block.get("ordered") else "<ul>{}</ul>", items)
    if kind == "table":
        head = format_html_join("", '<th scope="col">{}</th>', ((cell,) for cell in block.get("header", [])))
        rows = format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in block["rows"]))
        thead = format_html("<thead><tr>{}</tr></thead>", head) if head else ""
        return format_html('<div class="text-table" tabindex="0"><table>{}<tbody>{}</tbody></table></div>', thead, rows)
    if kind == "note":
        return format_html('<p class="text-note">{}{}</p>', NOTE, _html(block["runs"]))
    return format_html("<p>{}</p>", _html(block["runs"]))


def _html_heading(block: Block) -> SafeString:
    if block.get("rest"):
        return format_html(
            '<p><b class="text-level-{}">{}</b>{}</p>', block["level"], _html(block["runs"]), _html(block["rest"])
        )
    tag = mark_safe(f"h{block['level'] + 2}")  # noqa: S308 a checked number
    return format_html('<{} class="text-level-{}">{}</{}>', tag, block["level"], _html(block["runs"]), tag)


def _cells(row: list[str]) -> SafeString:
    return format_html_join("", "<td>{}</td>", ((cell,) for cell in row))


def _html(runs: Runs) -> SafeString:
    def one(run: dict[str, Any]) -> SafeString:
        if "ref" in run:
            return format_html('<a href="{}">{}</a>', run["ref"], run["text"])
        return format_html("<strong>{}</strong>" if run.get("bold") else "{}", run["text"])

    return format_html_join("", "{}", ((one(run),) for run in runs))


def to_typst(text: Text) -> list[Block]:
    """The blocks as the templates of typesetting take them: data, never markup, so that nothing needs escaping."""
    return [_without_addresses(block) for block in text["blocks"]]


def _without_addresses(block: Block) -> Block:
    """Paper has no links, and an address is not text that must be printable."""

    def clean(runs: Runs) -> Runs:
        return [{key: value for key, value in run.items() if key != "ref"} for run in runs]

    printed = dict(block)
    for part in ("runs", "rest"):
        if part in block:
            printed[part] = clean(block[part])
    if "items" in block:
        printed["items"] = [clean(item) for item in block["items"]]
    return printed
