"""Whom a sender chooses: the app may know better, and whoever is named has the duty that the step asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.org import queries as org
from jinliang.kernel.org import seating
from jinliang.kernel.org.registry import name_of

from . import registry
from .declare import Find, Flow, Step, ways
from .models import Case
from .seating import holders
from .state import Holder
from .variation import is_own


def found(case: Case, by: Actor, move: str, step: Step, sent: Sequence[Holder]) -> Sequence[Holder]:
    """Who holds a step whose holders are chosen, when ``by`` sends the case there by ``move``."""
    finder = registry.FINDERS.get((case.flow_key, step.key))
    return holders(finder(case, () if is_own(move) else sent, by)) if finder else sent


def require(named: Iterable[tuple[Step, Sequence[Holder]]]) -> None:
    """The duty is asked of the post, whatever its unit: which units one may choose from is the app's to say. A deputy
    acts from the post that he stands in for. One query for a step that has a duty, none for others."""
    for step, asked in named:
        if step.who.find is Find.CHOSEN and step.who.duty:
            _require(step, asked)


def require_later(flow: Flow, to: str, asked: Sequence[Holder]) -> None:
    """The same of those who are named now and hold a step that comes later: when all others have spoken too, or behind
    steps of a unit's own."""
    # Who only signs too has no way to send anywhere.
    if asked and to and (step := _later(flow, to)):
        require([(step, asked)])


def _later(flow: Flow, key: str) -> Step | None:
    seen, left = {key}, [key]
    while left:
        node = flow.node(left.pop(0))
        if isinstance(node, Step) and node.who.find is Find.CHOSEN:
            return node
        if not isinstance(node, Step) or is_own(node.key):
            fresh = [target for target in ways(node) if target not in seen]
            seen.update(fresh)
            left += fresh
    return None


def _require(step: Step, asked: Sequence[Holder]) -> None:
    duty = step.who.duty
    posts = [holder.post for holder in asked if holder.post is not None]
    able = seating.posts_holding(posts, duty) if posts else set()
    if lacking := [post for post in posts if post not in able]:
        raise _refusal(step, lacking[0])
    if any(holder.post is None and holder.duty != duty for holder in asked):
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
