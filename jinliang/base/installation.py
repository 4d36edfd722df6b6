"""Where this installation keeps its data and how its databases are reached: environment first, then ``var/``."""

from __future__ import annotations

import json
import os
from pathlib import Path

from .errors import Refusal

ROOT = Path(__file__).resolve().parents[2]


def var(site: str = "") -> Path:
    """The data folder of one site (``inner``, ``outer``), or the folder of all."""
    top = Path(os.environ.get("JINLIANG_VAR", ROOT / "var"))
    return top / site if site else top


def database_url(site: str, role: str = "app") -> str:
    """The PostgreSQL address for ``role`` (app, owner): DATABASE_URL_*, DATABASE_OWNER_URL_*, or the own cluster's."""
    name = ("DATABASE_URL_" if role == "app" else f"DATABASE_{role.upper()}_URL_") + site.upper()
    if url := os.environ.get(name):
        return url
    record = var(site) / "database.json"
    if record.exists():
        return str(json.loads(record.read_text())[role])
    raise Refusal(f"没有数据库地址：{name}", way_out="请先运行 make run，或设置该环境变量")


def secret(site: str, name: str) -> str:
    """A secret that ``jinliang database prepare`` or ``serve`` made for this site."""
    if value := os.environ.get(f"JINLIANG_{name.upper()}"):
        return value
    path = var(site) / "secrets" / name
    if not path.exists():
        raise Refusal(f"缺少密钥文件 secrets/{name}", way_out="请运行 jinliang doctor 查看如何恢复")
    return path.read_text().strip()
