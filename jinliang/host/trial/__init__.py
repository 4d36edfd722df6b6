"""The trial: a made-up province. ``accounts`` needs no database; ``loading`` is imported once the site is entered."""

from .accounts import Account, accounts

__all__ = ["Account", "accounts"]
