"""Who acts. Every service takes an ``Actor`` as ``by``; every trace record keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .errors import NotAllowed


class ActorKind(StrEnum):
    OFFICIAL = "official"
    CITIZEN = "citizen"
    NODE = "node"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Seat:
    """A post from which the actor may act: an own one, or one delegated by ``for_user``."""

    post_id: int
    unit_id: int
    unit_path: str
    unit_name: str
    title: str
    duties: frozenset[str] = frozenset()
    for_user_id: int | None = None
    for_user_name: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at a post, a citizen, another node, or the system itself.

    ``seat`` is the post in which an official acts now, ``seats`` all in which he may act.
    A duty belongs to a seat: holding it in one unit gives nothing in another.
    ``keys`` are the subjects that a citizen has opened with a code ("disclosure_outer.application/12").
    """

    kind: ActorKind
    name: str
    user_id: int | None = None
    seat: Seat | None = None
    seats: tuple[Seat, ...] = ()
    address: str = ""
    keys: frozenset[str] = frozenset()

    @property
    def unit_id(self) -> int | None:
        return self.seat.unit_id if self.seat else None

    @property
    def post_id(self) -> int | None:
        return self.seat.post_id if self.seat else None

    @property
    def duties(self) -> frozenset[str]:
        return self.seat.duties if self.seat else frozenset()

    def seat_for(self, unit_id: int, duty: str) -> Seat | None:
        """The seat of this actor in ``unit_id`` that carries ``duty``; own seats before delegated ones."""
        found = [seat for seat in self.seats if seat.unit_id == unit_id and duty in seat.duties]
        return min(found, key=lambda seat: seat.for_user_id is not None, default=None)

    def has(self, duty: str) -> bool:
        return self.kind is ActorKind.SYSTEM or duty in self.duties

    def require(self, duty: str, label: str = "") -> None:
        if not self.has(duty):
            raise NotAllowed(
                f"您在当前岗位没有“{label or duty}”的权限", way_out="请切换岗位，或联系本单位安全管理员授权"
            )

    def as_fact(self) -> dict[str, object]:
        """The stable form that goes into a trace record."""
        fact: dict[str, object] = {"kind": self.kind.value, "name": self.name}
        if self.user_id is not None:
            fact["user"] = self.user_id
        if self.seat is not None:
            fact |= {"post": self.seat.post_id, "unit": self.seat.unit_id}
            if self.seat.for_user_id is not None:
                fact |= {"for": self.seat.for_user_id, "for_name": self.seat.for_user_name}
        if self.address:
            fact["address"] = self.address
        return fact


SYSTEM = Actor(ActorKind.SYSTEM, "系统")
