"""The writers of incoming documents."""

from .registering import Given, register

__all__ = ["Given", "register"]
