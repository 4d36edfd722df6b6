"""Whoever is named for a step has the duty that the step asks of those whom its sender chooses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jinliang.base.errors import Refusal
from jinliang.kernel.org import queries as org
from jinliang.kernel.org import seating
from jinliang.kernel.org.registry import name_of

from .declare import Find, Flow, Step
from .soundness import chosen_next
from .state import Holder


def require(named: Iterable[tuple[Step, Sequence[Holder]]]) -> None:
    """The duty is asked of the post, whatever its unit: which units one may choose from is the app's to say. A deputy
    acts from the post that he stands in for. One query for a step that has a duty, none for others."""
    for step, holders in named:
        if step.who.find is Find.CHOSEN and step.who.duty:
            _require(step, holders)


def require_later(flow: Flow, to: str, holders: Sequence[Holder]) -> None:
    """The same of those whom one of several senders has chosen: they are held by the step that comes after all."""
    if holders and (key := chosen_next(flow, to)):
        require([(flow.step(key), holders)])


def _require(step: Step, holders: Sequence[Holder]) -> None:
    duty = step.who.duty
    posts = [holder.post for holder in holders if holder.post is not None]
    able = seating.posts_holding(posts, duty) if posts else set()
    if lacking := [post for post in posts if post not in able]:
        raise _refusal(step, lacking[0])
    if any(holder.post is None and holder.duty != duty for holder in holders):
        what = f"“{step.name}”由有“{name_of(duty)}”职责的人办理"
        raise Refusal(what, way_out="请选择有此职责的人，或他们所在的单位", field="to")


def _refusal(step: Step, post: int) -> Refusal:
    place, duty = org.post_label(post), name_of(step.who.duty)
    names = "、".join(dict.fromkeys(holder.name for holder in org.holders_of_posts([post]).get(post, ())))
    why = f"“{step.name}”由有此职责的人办理"
    if duty in org.duties_of_posts([post]).get(post, ()):
        return Refusal(f"{place}目前无人任职，不能承担“{duty}”", why, "请改选在任的人员", field="to")
    who = f"{place}（{names}）" if names else place
    return Refusal(f"{who}没有“{duty}”职责", why, "请改选有此职责的人，或请安全管理员授权", field="to")
