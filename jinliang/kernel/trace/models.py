"""The trace's tables, owned by a role of their own: Django reads them, only the SQL functions write them."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """一条留痕. ``body`` is the exact text that was hashed; ``year`` that of the stream's first entry."""

    pk = models.CompositePrimaryKey("year", "stream", "seq")
    year = models.SmallIntegerField("年度")
    stream = models.TextField("对象")
    seq = models.IntegerField("序号")
    at = models.DateTimeField("时间")
    recorded_at = models.DateTimeField("入库时间")
    body = models.TextField("内容")
    prev = models.BinaryField("前一散列")
    hash = models.BinaryField("散列")

    class Meta:
        managed = False
        db_table = "trace_entry"
        verbose_name = "留痕"

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}"


class Head(models.Model):
    """链头: the last entry of a stream."""

    stream = models.TextField("对象", primary_key=True)
    year = models.SmallIntegerField("年度")
    seq = models.IntegerField("序号")
    prev = models.BinaryField("前一散列")
    hash = models.BinaryField("散列")

    class Meta:
        managed = False
        db_table = "trace_head"
        verbose_name = "链头"

    def __str__(self) -> str:
        return self.stream


class Seal(models.Model):
    """封存: a signed Merkle root over the entries of about a minute, chained to the seal before."""

    no = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    count = models.IntegerField("条数")
    root = models.BinaryField("树根")
    previous = models.BinaryField("前一封存")
    hash = models.BinaryField("散列")
    signature = models.BinaryField("签名")
    key_id = models.TextField("密钥")

    class Meta:
        managed = False
        db_table = "trace_seal"
        verbose_name = "封存"

    def __str__(self) -> str:
        return str(self.no)
