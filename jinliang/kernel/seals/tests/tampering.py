"""What people try with a sealed document."""

from __future__ import annotations

import io

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def _open(content):
    return IncrementalPdfFileWriter(io.BytesIO(content), strict=False)


def _saved(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(content):
    """One byte of what a page draws."""
    at = content.index(b"stream", content.index(b"/Contents")) + 40
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def rewritten(content, page=0):
    """More text on a page, appended as viewers append their changes."""
    writer = _open(content)
    reference, _ = writer.find_page_for_modification(page)
    old = reference.get_object().raw_get("/Contents")
    more = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 20 Tf 100 500 Td (more) Tj ET"))
    reference.get_object()[pdf_name("/Contents")] = generic.ArrayObject([old, more])
    writer.mark_update(reference)
    return _saved(writer)


def _widget(writer):
    page, _ = writer.find_page_for_modification(0)
    notes = page.get_object()["/Annots"]
    return page, notes, notes.raw_get(0)


def moved(content):
    """The impression at another place."""
    writer = _open(content)
    _, _, reference = _widget(writer)
    box = [float(value) + 60 for value in reference.get_object()["/Rect"]]
    reference.get_object()[pdf_name("/Rect")] = generic.ArrayObject([generic.FloatObject(value) for value in box])
    writer.mark_update(reference)
    return _saved(writer)


def repainted(content):
    """Another picture where the impression was."""
    writer = _open(content)
    _, _, reference = _widget(writer)
    drawn = reference.get_object()["/AP"].raw_get("/N")
    writer.objects[(drawn.generation, drawn.idnum)] = generic.StreamObject(
        dict(drawn.get_object()), stream_data=b"1 0 0 rg 0 0 50 50 re f"
    )
    return _saved(writer)


def removed(content):
    """The page without its impression; the signature stays in the file."""
    writer = _open(content)
    page, _, _ = _widget(writer)
    page.get_object()[pdf_name("/Annots")] = generic.ArrayObject()
    writer.mark_update(page)
    return _saved(writer)
