"""A disk of its own for every test, and contents made on the spot."""

import zipfile
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from jinliang.base.actor import Actor, ActorKind


@pytest.fixture(autouse=True)
def disk_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def citizen():
    return Actor(ActorKind.CITIZEN, "访客", address="192.0.2.7")


def pdf(pages=1):
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def picture(size=(8, 8), form="PNG"):
    out = BytesIO()
    Image.new("RGB", size).save(out, form)
    return out.getvalue()


def package(**parts):
    """A zip whose parts are given by path, ``__`` for a slash."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in parts.items():
            archive.writestr(path, text)
    return out.getvalue()


def word(*paragraphs, **more):
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return package(**{"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w:body>{body}</w:body>", **more})
