"""Asking the signing child: what it answers, and its refusals in the words that a person sees."""

from __future__ import annotations

import base64
import json
import tempfile
from typing import Any

from django.conf import settings

from jinliang.base import clock, installation
from jinliang.base.errors import Conflict, Refusal
from jinliang.base.workers import Refused, Workers, WorkFailed

from . import rules

children = Workers("jinliang.kernel.seals.worker", count=2, timeout=40)


class Away(Conflict):
    """Where the key lives did not answer: nothing was sealed, and the same may be tried again."""


def encoded(content: bytes | memoryview) -> str:
    return base64.b64encode(content).decode()


def ask(act: str, content: bytes, **asked: Any) -> bytes:
    """``content`` is handed over as a file, so that a large document is not copied through a pipe."""
    folder = installation.var(settings.JINLIANG_SITE) / "work"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(content)
        file.flush()
        try:
            return children.call(act=act, path=file.name, **asked)
        except Refused as refused:
            raise _refusal(refused.args[0]) from refused
        except WorkFailed as fault:
            raise Refusal("签名程序没有完成", str(fault), "请重试；如仍不行请联系系统管理员") from fault


def _refusal(told: dict[str, str]) -> Refusal:
    if why := told.get("away"):
        return Away("没有用印", why, "文件没有改动，请稍后重试，或联系印章密钥设备的管理人员")
    if why := told.get("unfit"):
        return Refusal("不能用印", why)
    if why := told.get("picture"):
        return Refusal(why, way_out="请上传红色印模的扫描件（PNG 或 JPEG）", field="picture")
    return Refusal(told.get("unreadable", "文件无法处理"), way_out="请上传原始的 PDF 或 OFD 文件", field="file")


def check(content: bytes, roots: list[bytes], *, is_ofd: bool = False) -> list[dict[str, Any]]:
    if len(content) > rules.DOCUMENT_BYTES:
        raise Refusal("文件超过50 MB", way_out="请上传原始的 PDF 或 OFD 文件", field="file")
    act = "check_ofd" if is_ofd else "check"
    found: list[dict[str, Any]] = json.loads(
        ask(act, content, roots=[encoded(root) for root in roots], now=clock.now().isoformat())
    )
    return found


def clean(content: bytes) -> bytes:
    if len(content) > rules.PICTURE_BYTES:
        raise Refusal("图片超过5 MB", way_out="请以600 dpi 扫描印迹部分", field="picture")
    return ask("clean", content)
