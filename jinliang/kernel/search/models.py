"""The index: a narrow table beside the data, rebuilt from it at any time."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Entry(models.Model):
    """索引项: how one page is found, and who may find it. The page itself stays where it is."""

    kind = models.CharField("类别", max_length=40)
    key = models.CharField("标识", max_length=80)
    title = models.CharField("标题", max_length=300)
    url = models.CharField("地址", max_length=300)
    unit_id = models.BigIntegerField("单位", null=True)
    at = models.DateTimeField("时间")
    sight = ArrayField(models.CharField(max_length=80), verbose_name="可见范围")
    words = SearchVectorField("词")
    tokens = ArrayField(models.CharField(max_length=80), verbose_name="字对", null=True)
    generation = models.PositiveIntegerField("代次", default=0)

    class Meta:
        verbose_name = "索引项"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_entry_key")]
        indexes = [
            GinIndex(fields=["words"], name="search_entry_words"),
            GinIndex(fields=["tokens"], name="search_entry_tokens", condition=models.Q(tokens__isnull=False)),
            models.Index(fields=["-at"], name="search_entry_at"),
            models.Index(fields=["kind", "generation"], name="search_entry_generation"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


class IndexState(models.Model):
    """索引状态: of one kind: by which dictionary it was made, and how far a rebuilding is."""

    kind = models.CharField("类别", max_length=40, primary_key=True)
    generation = models.PositiveIntegerField("代次", default=0)
    dictionary = models.CharField("词典", max_length=40, blank=True)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    asked_at = models.DateTimeField("要求重建时间", null=True)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = "索引状态"

    def __str__(self) -> str:
        return self.kind
