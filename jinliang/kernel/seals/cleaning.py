"""A scanned impression made fit for use: white becomes transparent, red stays red. Run in the checking child."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageChops, UnidentifiedImageError

from . import rules


class BadPicture(Exception):
    """The argument says in Chinese what is wrong."""


def clean(content: bytes) -> bytes:
    """PNG with transparent ground, cut to what is drawn. Its size is read from the head before a pixel is decoded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "BMP"))
            if picture.width * picture.height > rules.PIXELS:
                raise BadPicture(f"图片有{picture.width}×{picture.height}像素，像素超过上限")
            colours = picture.convert("RGBA")
        except Image.DecompressionBombError as fault:
            raise BadPicture("图片的像素超过上限") from fault
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as fault:
            raise BadPicture("不是可用的图片") from fault
    return _transparent(colours)


def _transparent(colours: Image.Image) -> bytes:
    red, green, blue, given = colours.split()
    # How much redder than grey: 0 on white paper and on black print, large on the ink of a seal.
    ink = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    coverage = ImageChops.darker(ink.point(lambda value: min(255, max(0, (value - 24) * 3))), given)
    box = coverage.point(lambda value: 255 if value > 96 else 0).getbbox()
    if box is None:
        raise BadPicture("图片中没有红色印迹")
    cut = Image.new("RGBA", colours.size, (214, 0, 15, 0))
    cut.putalpha(coverage)
    out = io.BytesIO()
    cut.crop(box).save(out, "PNG", compress_level=6)
    return out.getvalue()
