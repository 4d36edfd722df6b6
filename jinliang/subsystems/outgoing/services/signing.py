"""Bringing a vetted document before the leaders who sign it, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.state import Holder
from jinliang.kernel.org import queries as org

from .. import queries, rules
from ..flow import IS_JOINT, SIGNERS
from ..models import Outgoing


@transaction.atomic
def ask(outgoing: Outgoing, item_id: int, places: Mapping[int, int], *, by: Actor, key: str, opinion: str = "") -> None:
    """``places``: post -> which in turn. The last one's signature is the issue of the document. In the case of a unit
    that joins in, the same for that unit."""
    place = queries.place_of(outgoing, item_id)
    posts = sorted(places, key=lambda post: places[post])
    if not posts:
        why = f"公文应当经本机关负责人审批签发（{rules.REGULATION}第二十二条）"
        raise Refusal("还没有选择签发人", why, "请至少为一位选择次序", field="signers")
    if len(set(places.values())) < len(places):
        raise Refusal("签发次序有重复", "签发人依次签发，每个次序一人", "请重新选择次序", field="signers")
    head = org.head_posts({place.unit_id}).get(place.unit_id)
    is_head = posts[-1] == head or head not in {one.post_id for one in queries.possible_signers(place)}
    if rules.wants_head(rules.Form(outgoing.form)) and not is_head and not opinion.strip():
        way_out = "请把主要负责人排在最后，或在意见中说明由他人签发的缘由"
        raise Refusal("上行文的签发人不是主要负责人", rules.HEAD_SIGNS, way_out, field="opinion")
    data = {SIGNERS: posts} | ({} if place.is_joint else {IS_JOINT: queries.joints(outgoing).exists()})
    flow.complete(item_id, "to_sign", by=by, key=key, opinion=opinion, to=posts, data=data)


def chosen(case: Case, sent: Sequence[int | Holder], _by: Actor) -> Sequence[int | Holder]:
    """Who signs when it comes to be signed from an office's own step: those who were chosen before it went there."""
    return sent or case.data.get(SIGNERS, [])
