"""Which keys a peer can have."""

from __future__ import annotations

from jinliang.base import keys
from jinliang.base.errors import Conflict, Refusal

from .keys import recipient_of
from .models import Peer


def check(name: str, public_key: bytes, recipient: str) -> None:
    """Raises Refusal for a wrong name or key, Conflict for one in use."""
    if not name.strip():
        raise Refusal("请填写对方节点名称", field="name")
    if not keys.is_public_key(public_key):
        raise Refusal("签名公钥格式不正确", "应为 Ed25519 公钥", "请对方重新导出节点公钥", field="public_key")
    recipient_of(recipient)
    if Peer.objects.filter(key_id=keys.key_id_of(public_key)).exists():
        raise Conflict("这个公钥已经登记过", "停用的公钥不能重新启用", "请对方更换密钥后再登记")
    if Peer.objects.filter(name=name, revoked_at=None).exists():
        raise Conflict(f"已有名为“{name}”的节点", "一个节点只能有一个有效公钥", "请先停用旧公钥")
