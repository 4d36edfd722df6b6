"""The face of this kernel: making, using, keeping and checking seals."""

from .entering import distrust_authority, enter_certificate, trust_authority
from .keeping import hand_over, resume, revoke, suspend
from .making import apply
from .telling import tell_all
from .using import Place, Sealed, affix
from .verifying import Finding, digest, verify

__all__ = [
    "Finding",
    "Place",
    "Sealed",
    "affix",
    "apply",
    "digest",
    "distrust_authority",
    "enter_certificate",
    "hand_over",
    "resume",
    "revoke",
    "suspend",
    "tell_all",
    "trust_authority",
    "verify",
]  # fmt: skip
