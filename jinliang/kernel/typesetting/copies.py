"""Numbered copies for paper: the pages of an original, each copy with its 份号 on the first. Knows no Django.

What is printed so bears no signature any more: the impressions become part of the page. The original is not touched.
"""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium


def copies(original: bytes, numbers: bytes) -> bytes:
    """One copy for each page of ``numbers``, which is laid over its first page. Every page is kept once, however many
    copies show it."""
    found, laid, out = pypdfium2.PdfDocument(original), pypdfium2.PdfDocument(numbers), pypdfium2.PdfDocument.new()
    try:
        found.init_forms()
        sizes = []
        for page in found:
            if found.formenv:  # an original without a seal has nothing to flatten
                page.flatten(pdfium.FLAT_PRINT)
            sizes.append(page.get_size())
            page.close()
        sheets = [found.page_as_xobject(at, out) for at in range(len(sizes))]
        over = [laid.page_as_xobject(at, out) for at in range(len(laid))]
        for number in over:
            for at, sheet in enumerate(sheets):
                page = out.new_page(*sizes[at])
                for shown in (sheet, number) if at == 0 else (sheet,):
                    page.insert_obj(shown.as_pageobject())
                page.gen_content()
                page.close()
        result = BytesIO()
        out.save(result)
        return result.getvalue()
    finally:
        for document in (out, laid, found):
            document.close()
