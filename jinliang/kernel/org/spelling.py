"""Pinyin keys, stored beside every name: the database sorts and searches by them."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin

# Characters that sound otherwise as a surname.
SURNAMES = {
    "万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"),
    "曾": ("zeng",), "单": ("shan",), "仇": ("qiu",), "解": ("xie",), "区": ("ou",), "查": ("zha",), "朴": ("piao",),
    "盖": ("ge",), "乐": ("yue",), "员": ("yun",), "种": ("chong",), "召": ("shao",), "折": ("she",), "覃": ("qin",),
    "冼": ("xian",), "缪": ("miao",), "翟": ("zhai",), "繁": ("po",), "秘": ("bi",), "黑": ("he",),
}  # fmt: skip


def pinyin(text: str) -> str:
    """``林业局`` -> ``linyeju``"""
    return "".join(lazy_pinyin(text)).lower()


def initials(text: str) -> str:
    """``林业局`` -> ``lyj``"""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


def person(name: str) -> tuple[str, str]:
    """Pinyin and initials of a person's name, with the surname's own sound: ``曾青`` -> ``zengqing``, ``zq``."""
    for surname, sounds in SURNAMES.items():
        if name.startswith(surname):
            rest = name[len(surname) :]
            return "".join(sounds) + pinyin(rest), "".join(sound[0] for sound in sounds) + initials(rest)
    return pinyin(name), initials(name)
