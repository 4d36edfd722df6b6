"""Texts for reading and for the printer; for Word see ``word_writer``."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from jinliang.kernel.typesetting import cells

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
        return _html_table(block)
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


def _html_table(block: Block) -> SafeString:
    heads, rows = cells.heads_of(block), cells.rows_of(block)
    lines = [_html_row(row, is_head=at < heads) for at, row in enumerate(rows)]
    head, body = (mark_safe("".join(part)) for part in (lines[:heads], lines[heads:]))  # noqa: S308 by format_html
    # In per cent as an attribute: the policy of contents lets no style through.
    shares = ((f"{width / cells.WHOLE:.1%}",) for width in block.get("widths", []))
    columns = format_html_join("", '<col width="{}">', shares)
    return format_html(
        '<div class="text-table" tabindex="0"><table>{}{}<tbody>{}</tbody></table></div>',
        format_html("<colgroup>{}</colgroup>", columns) if columns else "",
        format_html("<thead>{}</thead>", head) if head else "",
        body,
    )


def _html_row(row: cells.Row, *, is_head: bool) -> SafeString:
    return format_html("<tr>{}</tr>", format_html_join("", "<{}{}>{}</{}>", (_html_cell(one, is_head) for one in row)))


def _html_cell(one: cells.Cell, is_head: bool) -> tuple[str, str, str, str]:
    across, down = cells.spans(one)
    tag = "th" if is_head else "td"
    scope = f' scope="{"colgroup" if across > 1 else "col"}"' if is_head else ""
    sizes = (f' {name}="{size}"' for name, size in (("colspan", across), ("rowspan", down)) if size > 1)
    attributes = mark_safe(scope + "".join(sizes))  # noqa: S308 checked numbers
    return tag, attributes, cells.words(one), tag


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
    if block["kind"] == "table":
        printed["heads"] = cells.heads_of(block)
    return printed
