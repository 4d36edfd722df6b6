"""Uploads under way (tus 1.0): announced, grown piece by piece, finished or forgotten. Writes ``Upload``."""

from __future__ import annotations

import secrets
import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Sum

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal

from . import disk, rules
from .models import Upload


class TooMany(Refusal):
    status = 429


@transaction.atomic
def begin(name: str, length: int, *, by: Actor) -> Upload:
    """Announce ``length`` bytes; refuses too many of them, and a visitor who leaves too much behind."""
    if length == 0:
        raise Refusal(f"文件“{name}”是空的", way_out="请检查后重新选择", field="file")
    if length > rules.UPLOAD_LIMIT:
        raise disk.TooLarge(name, rules.UPLOAD_LIMIT)
    if by.user_id is None:
        _hold_visitor(by.address, length)
    upload = Upload.objects.create(
        id=secrets.token_urlsafe(32),
        name=name,
        length=length,
        user_id=by.user_id,
        address=by.address,
        started_at=clock.now(),
    )
    with disk.room_guard():
        part(upload.id).touch()
    return upload


@transaction.atomic
def whole(file: UploadedFile[bytes], *, by: Actor) -> Upload:
    """A file that came with a plain form, as a finished upload: for work that goes on after the request."""
    upload = begin(file.name or "", file.size or 0, by=by)
    with disk.room_guard(), part(upload.id).open("wb") as place:
        shutil.copyfileobj(file, place, rules.MB)
    return upload


def _hold_visitor(address: str, length: int) -> None:
    if settings.JINLIANG_SITE != "outer":
        raise NotAllowed("请先登录再上传")
    since = clock.now() - timedelta(days=1)
    open_ = Upload.objects.filter(address=address, started_at__gte=since).aggregate(n=Count("pk"), size=Sum("length"))
    if open_["n"] >= rules.VISITOR_UPLOADS or (open_["size"] or 0) + length > rules.VISITOR_BYTES:
        raise TooMany("您今天上传而未提交的文件太多", "每个网络地址每天有限额", "请先提交已上传的材料，或明天再试")


def of(upload_id: str, *, by: Actor) -> Upload:
    """The upload, if it is this person's; a visitor's belongs to whoever knows its id of 256 random bits."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None or upload.user_id != by.user_id or not part(upload.id).exists():
        raise Missing("没有找到这次上传，可能已经过期")
    return upload


def finished(upload_id: str, *, by: Actor) -> Upload:
    upload = of(upload_id, by=by)
    if offset(upload) != upload.length:
        raise Conflict(f"文件“{upload.name}”还没有传完", way_out="请等待上传完成再提交", field="file")
    return upload


def offset(upload: Upload) -> int:
    """How many bytes have arrived: the length of the part itself, so that the two cannot disagree."""
    return part(upload.id).stat().st_size


def end(upload_id: str, *, by: Actor) -> None:
    """The person gives the upload up."""
    upload = of(upload_id, by=by)
    part(upload.id).unlink(missing_ok=True)
    upload.delete()


def kept(upload_ids: list[str], *, by: Actor) -> list[Upload]:
    """Those of a form that came back with faults, to be shown in it again."""
    return [one for one in Upload.objects.filter(pk__in=upload_ids) if one.user_id == by.user_id]


def used(upload: Upload) -> None:
    """Its content is kept; the part goes when that is certain."""
    path = part(upload.id)
    upload.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def forget_old() -> int:
    """Remove what nobody finished or used in time; answers how many."""
    old = Upload.objects.filter(started_at__lt=clock.now() - rules.UPLOAD_LIFE)
    names = list(old.values_list("pk", flat=True))
    for name in names:
        part(name).unlink(missing_ok=True)
    Upload.objects.filter(pk__in=names).delete()
    return len(names)


def part(upload_id: str) -> Path:
    return disk.folder("_uploads") / upload_id
