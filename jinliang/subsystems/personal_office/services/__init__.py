"""The only writers: what a person keeps for himself (``keeping``), and his leave (``leave``)."""

from .keeping import (
    Planned,
    drop_contact,
    drop_entry,
    drop_note,
    end_feed,
    fetched,
    finish_note,
    follow,
    make_feed,
    save_contact,
    save_entry,
    save_note,
    unfollow,
)

__all__ = [
    "Planned",
    "drop_contact",
    "drop_entry",
    "drop_note",
    "end_feed",
    "fetched",
    "finish_note",
    "follow",
    "make_feed",
    "save_contact",
    "save_entry",
    "save_note",
    "unfollow",
]
