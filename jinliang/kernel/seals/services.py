"""The face of this kernel: making, using, keeping and checking seals."""

from .checking_codes import Found, find, grouped, release
from .entering import distrust_authority, enter_certificate, trust_authority
from .keeping import hand_over, resume, revoke, suspend
from .making import add_sm2, apply
from .second_form import Ofd
from .standing import authorise, automatic, withdraw
from .telling import tell_all
from .using import Place, Sealed, affix, place_on, sheets_of
from .verifying import Finding, digest, verify

__all__ = [
    "Finding",
    "Found",
    "Ofd",
    "Place",
    "Sealed",
    "add_sm2",
    "affix",
    "apply",
    "authorise",
    "automatic",
    "digest",
    "distrust_authority",
    "enter_certificate",
    "find",
    "grouped",
    "hand_over",
    "place_on",
    "release",
    "resume",
    "revoke",
    "sheets_of",
    "suspend",
    "tell_all",
    "trust_authority",
    "verify",
    "withdraw",
]  # fmt: skip
