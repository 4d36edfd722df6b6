"""The words of a scanned page, read by a program that the IT office installs; without one nothing offers it.

JINLIANG_OCR is its command line, with ``{picture}`` where the path of a PNG goes: it writes the words to its standard
output in UTF-8, a line for a line ("tesseract {picture} - -l chi_sim --psm 4").
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.base.workers import Refused, WorkFailed

from . import disk, inspection, kinds, uploads

VARIABLE, PLACE = "JINLIANG_OCR", "{picture}"
# A4 at 300 dots an inch; programs read small type badly below that.
WIDTH = 2480
SECONDS = 60


def command() -> list[str]:
    return shlex.split(os.environ.get(VARIABLE, ""))


def is_there() -> bool:
    """Whether a program is named, takes a picture and can be run."""
    words = command()
    return bool(words) and PLACE in words and shutil.which(words[0]) is not None


def first_page(upload_id: str, *, by: Actor) -> list[str]:
    """The lines of the first page of a finished upload. Refuses what has no pages and what carries a secrecy mark."""
    upload = uploads.finished(upload_id, by=by)
    path = uploads.part(upload.id)
    try:
        image = inspection.readers.call(act="page", path=str(path), kind=kinds.sniff(path).key, number=1, width=WIDTH)
    except (Refused, WorkFailed) as fault:
        way_out = "请上传照片或扫描的 PDF，或直接填写"
        raise Refusal(f"文件“{upload.name}”没有可以识别的页面", way_out=way_out, field="file") from fault
    lines = _read(image)
    inspection.refuse_secrecy_mark("\n".join(lines), field="file", subject=f"files.upload/{upload.pk[:16]}", by=by)
    return lines


def _read(image: bytes) -> list[str]:
    with tempfile.NamedTemporaryFile(dir=disk.folder("_pages"), suffix=".png") as place, disk.room_guard():
        place.write(image)
        place.flush()
        order = [place.name if word == PLACE else word for word in command()]
        try:
            done = subprocess.run(order, capture_output=True, timeout=SECONDS, check=True)  # noqa: S603 - the IT office names it
        except (OSError, subprocess.SubprocessError) as fault:
            way_out = "请直接填写；系统管理员可用 jinliang doctor 查看原因"
            raise Refusal("文字识别程序没有应答", way_out=way_out) from fault
    return [line.strip() for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]
