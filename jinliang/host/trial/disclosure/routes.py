"""The ways that requests go, how often each is gone, and where the open ones stand today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from . import applicants, words
from .diary import Diary

# How often each result is given; those that a way of its own leads to are left out.
_RESULTS = {
    "1": 460, "2": 80, "3.1": 4, "3.2": 10, "3.3": 6, "3.4": 15, "3.5": 32, "3.6": 30, "3.7": 25, "3.8": 22,
    "4.1": 170, "4.2": 45, "5.1": 30, "5.2": 20, "5.3": 7, "5.4": 6, "5.5": 8, "6.3": 20,
}  # fmt: skip
_CONTESTED = {"reconsideration": 6, "litigation": 2, "litigation_after": 2}
_OUTCOMES = {"upheld": 7, "corrected": 2, "other": 1}


@dataclass(frozen=True, slots=True)
class Story:
    """``way`` names the parts of the case; ``gap`` is how many working days an act takes; ``idle`` how long nothing
    happens before the answer is written. ``is_several``: several matters in one request; ``is_overridden``: disclosed
    against the will of third parties. ``acts`` cuts the story off where an open case stands."""

    way: tuple[str, ...]
    result: str = ""
    gap: tuple[int, int] = (1, 3)
    idle: tuple[int, int] = (0, 0)
    is_unclear: bool = False
    is_correction: bool = False
    is_several: bool = False
    is_overridden: bool = False
    acts: int = 0

    def tell(self, diary: Diary, wanted: str) -> None:
        for part in self.way:
            _PARTS[part](diary, self, wanted)
            if part == "split":
                wanted = words.matters(wanted)[0]

    def result_for(self, draw: Random) -> str:
        if self.is_correction:
            return draw.choice(("1", "1", "6.3"))
        return self.result or draw.choices(list(_RESULTS), list(_RESULTS.values()))[0]


def _settle(diary: Diary, story: Story) -> None:
    if not diary.is_settled:
        diary.later(*story.gap)
        diary.move("settle")
        diary.is_settled = True


def _split(diary: Diary, story: Story, wanted: str) -> None:  # noqa: ARG001
    """The same day; each matter is then answered by itself."""
    wants = words.matters(wanted)
    for part, want in zip(diary.split(wants), wants[1:], strict=True):
        Story(_END).tell(part, want)


def _notice(diary: Diary) -> None:
    """What was drafted is signed the same day or the next."""
    diary.later(0, 1)
    diary.issue("issue_notice")


def _completion(diary: Diary, story: Story, wanted: str) -> None:
    _ask_completion(diary, story)
    diary.later(2, 8)
    diary.do("complete", text=f"补正：所需信息为{wanted}，由贵机关制作。")
    diary.later(0, 1)
    diary.move("completed")


def _given_up(diary: Diary, story: Story, wanted: str) -> None:  # noqa: ARG001
    _ask_completion(diary, story)
    diary.later(12, 14)
    diary.move("given_up")
    diary.is_settled = True


def _ask_completion(diary: Diary, story: Story) -> None:
    diary.later(*story.gap)
    diary.draft()
    diary.do("ask_completion", what=words.completion(diary.draw), days=10)
    _notice(diary)


def _handling(diary: Diary, story: Story, wanted: str) -> None:  # noqa: ARG001
    diary.later(0, 2)
    number = diary.draw.choice((1, 1, 1, 2))
    diary.do("assign", number=number)
    for place in range(number):
        diary.later(*story.gap)
        diary.do("advise", place=place, opinion=words.opinion(diary.draw))
    diary.is_settled = True


def _third_party(diary: Diary, story: Story, wanted: str) -> None:
    """The result tells what they said: 1 all agree, 2 nobody answers, 3.4 they object; or they are overridden."""
    _settle(diary, story)
    number = diary.draw.choice((1, 1, 2))
    diary.draft(number)
    parties = [(applicants.organisation(diary.draw), applicants.address(diary.draw)) for _ in range(number)]
    diary.do("ask_third_parties", parties=parties, subject=wanted)
    _notice(diary)
    is_against = story.result == "3.4" or story.is_overridden
    diary.objectors = number if story.is_overridden else 0
    if story.result == "2" and not is_against:
        diary.later(17)
    else:
        for place in range(number):
            diary.later(2, 5)
            diary.do("opine", place=place, opinion="disagree" if is_against else "agree")
    diary.later(0, 1)
    diary.move("opinions_in")


def _extension(diary: Diary, story: Story, wanted: str) -> None:  # noqa: ARG001
    _settle(diary, story)
    diary.later(*(8, 12) if not story.acts else (1, 1))
    diary.draft()
    diary.do("extend", days=20, reason=words.extension(diary.draw))
    _notice(diary)
    diary.later(5, 14)


def _fee(diary: Diary, story: Story, wanted: str) -> None:  # noqa: ARG001
    _settle(diary, story)
    diary.draft()
    diary.do("charge", pages=diary.draw.randint(60, 240))
    _notice(diary)
    if story.result == "6.2":
        diary.later(22, 24)
        diary.move("unpaid")
    else:
        diary.later(2, 10)
        diary.do("pay")
        diary.move("paid")


def _withdrawal(diary: Diary, story: Story, wanted: str) -> None:  # noqa: ARG001
    _settle(diary, story)
    diary.later(*story.gap)
    diary.do("withdraw", reason="已通过其他途径获得该信息")


def _answer(diary: Diary, story: Story, wanted: str) -> None:
    _settle(diary, story)
    diary.later(*story.idle)
    result = story.result_for(diary.draw)
    _write(diary, story, result, wanted)
    if not story.acts and diary.draw.random() < 0.08:
        diary.later(0, 1)
        diary.waiting.clear()
        diary.do("send_back", opinion="请补充检索过程和依据条款")
        _write(diary, story, result, wanted)
    diary.later(0, 2)
    diary.move("pass", "vetter", opinion="依据适当，同意")


def _issue(diary: Diary, story: Story, wanted: str) -> None:  # noqa: ARG001
    diary.later(0, 2)
    diary.issue("issue")
    diary.later(0, 2)
    diary.do("deliver")
    diary.later(0, 1)
    diary.move("delivered")


def _countersign(diary: Diary, story: Story, wanted: str) -> None:  # noqa: ARG001
    diary.do("countersign", opinion="请分管领导审阅")


def _circulate(diary: Diary, story: Story, wanted: str) -> None:  # noqa: ARG001
    diary.do("circulate", text="请阅")


def _contest(diary: Diary, story: Story, wanted: str) -> None:  # noqa: ARG001
    diary.later(10, 40)
    diary.do("contest", kind=diary.draw.choices(list(_CONTESTED), list(_CONTESTED.values()))[0])
    diary.later(20, 50)
    diary.do("judge", outcome=diary.draw.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0])


def _write(diary: Diary, story: Story, result: str, wanted: str) -> None:
    diary.later(*story.gap)
    # Whoever objected gets a letter of his own with the answer.
    diary.draft(1 + diary.objectors)
    text, decision = words.answer(diary.draw, result, wanted), words.DECISION if diary.objectors else ""
    diary.do("answer", result=result, reason=words.reason(result), text=text, based_on=diary.written, decision=decision)
    diary.written += 1


_PARTS: dict[str, Callable[[Diary, Story, str], None]] = {
    "split": _split,
    "completion": _completion,
    "given_up": _given_up,
    "handling": _handling,
    "third_party": _third_party,
    "extension": _extension,
    "fee": _fee,
    "withdrawal": _withdrawal,
    "answer": _answer,
    "countersign": _countersign,
    "circulate": _circulate,
    "issue": _issue,
    "contest": _contest,
}

_END = ("answer", "issue")
STORIES = {
    Story(_END): 460,
    Story(("handling", *_END)): 240,
    Story(_END, is_correction=True): 30,
    Story(("split", *_END), is_several=True): 26,
    Story((*_END, "contest"), result="4.1"): 12,
    Story((*_END, "contest"), result="3.6"): 10,
    Story(("completion", "handling", *_END), is_unclear=True): 60,
    Story(("completion", *_END), result="4.3", is_unclear=True): 12,
    Story(("given_up", *_END), result="6.1", is_unclear=True): 24,
    Story(("third_party", *_END), result="1"): 18,
    Story(("third_party", *_END), result="2"): 10,
    Story(("third_party", *_END), result="3.4"): 16,
    Story(("third_party", *_END), result="1", is_overridden=True): 5,
    Story(("third_party", *_END), result="2", is_overridden=True): 4,
    Story(("third_party", *_END, "contest"), result="3.4"): 4,
    Story(("extension", *_END)): 55,
    Story(("fee", *_END), result="1"): 6,
    Story(("fee", *_END), result="6.2"): 4,
    Story(("withdrawal",)): 20,
    # Late, and seen by the sweep: by a day or two, and by weeks.
    Story(_END, idle=(16, 19)): 24,
    Story(("handling", *_END), idle=(16, 26)): 12,
}

_BRISK = (0, 1)
_AT = {
    "register": Story(_END, gap=_BRISK, acts=1),
    "several": Story(_END, gap=_BRISK, is_several=True, acts=1),
    "ask": Story(("completion", *_END), gap=_BRISK, is_unclear=True, acts=2),
    "complete": Story(("completion", *_END), gap=_BRISK, is_unclear=True, acts=3),
    "handle": Story(("handling", *_END), gap=_BRISK, acts=2),
    "draft": Story(_END, gap=_BRISK, acts=2),
    "third_party": Story(("third_party", *_END), gap=_BRISK, acts=4),
    "ask_extension": Story(("extension", *_END), gap=_BRISK, acts=3),
    "pay": Story(("fee", *_END), gap=_BRISK, acts=4),
    "vet": Story(_END, gap=_BRISK, acts=3),
    "issue": Story(_END, gap=_BRISK, acts=4),
    "deliver": Story(_END, gap=_BRISK, acts=5),
    "countersign": Story(("answer", "countersign", "issue"), gap=_BRISK, acts=5),
    "circulate": Story(("answer", "circulate", "issue"), gap=_BRISK, acts=5),
}
# Step -> the ages in working days of the stage county's open requests: the answer is due on the twentieth.
_STAGE = {
    "register": (1, 1, 2, 4, 6, 8),
    "several": (2,),
    "ask": (2, 5),
    "complete": (6, 11),
    "handle": (3, 9, 15, 18, 22),
    "draft": (5, 10, 16, 18, 19, 23),
    "third_party": (8,),
    "ask_extension": (17,),
    "pay": (9,),
    "vet": (12, 17, 19),
    "issue": (14, 18, 19, 21),
    "deliver": (15, 19),
    "countersign": (13, 18),
    "circulate": (12, 16, 17),
}
_ELSEWHERE = {
    "register": (1, 3, 5), "complete": (8,), "handle": (4, 10, 16, 19), "draft": (6, 13, 18, 20), "vet": (11, 18),
    "third_party": (7,), "issue": (12, 17, 19, 22), "deliver": (14, 18), "ask_extension": (16,),
}  # fmt: skip


def _open(place: str, standing: dict[str, tuple[int, ...]]) -> list[tuple[str, int, Story]]:
    return [(place, age, _AT[step]) for step, ages in standing.items() for age in ages]


OPEN = tuple(_open("stage", _STAGE) + _open("elsewhere", _ELSEWHERE))
