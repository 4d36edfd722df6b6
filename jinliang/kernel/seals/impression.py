"""The picture of a seal as it stands in a PDF: one image with a soft mask, and cuts of it. Knows no Django."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import AppearanceContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp.base import BaseStampStyle

MM = 72 / 25.4
_NAME = pdf_name("/Seal")


class Raster(NamedTuple):
    """Colours and coverage apart, both deflated."""

    width: int
    height: int
    colours: bytes
    coverage: bytes
    is_flat: bool


@lru_cache(maxsize=64)
def raster(png: bytes) -> Raster:
    """Of a seal in one colour the picture has a single pixel and the mask does the drawing."""
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    coverage = picture.getchannel("A")
    colours = picture.convert("RGB")
    is_flat = colours.getcolors(1) is not None
    body = (colours.crop((0, 0, 1, 1)) if is_flat else colours).tobytes()
    return Raster(*picture.size, zlib.compress(body), zlib.compress(coverage.tobytes()), is_flat)


def _image(width: int, height: int, space: str, deflated: bytes) -> generic.StreamObject:
    facts = {
        pdf_name("/Type"): pdf_name("/XObject"),
        pdf_name("/Subtype"): pdf_name("/Image"),
        pdf_name("/Width"): generic.NumberObject(width),
        pdf_name("/Height"): generic.NumberObject(height),
        pdf_name("/ColorSpace"): pdf_name(space),
        pdf_name("/BitsPerComponent"): generic.NumberObject(8),
        pdf_name("/Filter"): pdf_name("/FlateDecode"),
    }
    return generic.StreamObject(facts, encoded_data=deflated)


class Impression:
    """The image, put into a document once however often it is shown there."""

    def __init__(self, png: bytes) -> None:
        self._raster = raster(png)
        self._reference: generic.IndirectObject | None = None

    def reference(self, writer: BasePdfFileWriter) -> generic.IndirectObject:
        if self._reference is None:
            found = self._raster
            size = (1, 1) if found.is_flat else (found.width, found.height)
            image = _image(*size, "/DeviceRGB", found.colours)
            mask = _image(found.width, found.height, "/DeviceGray", found.coverage)
            image[pdf_name("/SMask")] = writer.add_object(mask)
            self._reference = writer.add_object(image)
        return self._reference


class Shown(AppearanceContent):
    """The impression, or the vertical cut ``cut`` of ``of`` equal ones, filling its box of points."""

    def __init__(
        self, writer: BasePdfFileWriter, impression: Impression, box: BoxConstraints, cut: int = 0, of: int = 1
    ) -> None:
        super().__init__(writer, box)
        self._impression, self._cut, self._of = impression, cut, of

    def render(self) -> bytes:
        self.set_resource(ResourceType.XOBJECT, _NAME, self._impression.reference(self._ensure_writer))
        width, height = self.box.width, self.box.height
        clip = f"0 0 {width:.3f} {height:.3f} re W n " if self._of > 1 else ""
        return f"q {clip}{width * self._of:.3f} 0 0 {height:.3f} {-width * self._cut:.3f} 0 cm /Seal Do Q".encode()


@dataclass(frozen=True)
class Style(BaseStampStyle):
    """What pyHanko asks for the appearance of a signature: the impression and nothing else."""

    impression: Impression | None = None

    def create_stamp(  # type: ignore[override]
        self,
        writer: BasePdfFileWriter,
        box: BoxConstraints,
        text_params: dict[str, Any],  # noqa: ARG002 - no text
    ) -> Shown:
        assert self.impression
        return Shown(writer, self.impression, box)
