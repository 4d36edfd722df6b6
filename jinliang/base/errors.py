"""The ways in which the platform says no. The words are Chinese and are shown to the person as they are."""

from __future__ import annotations


class Refusal(Exception):
    """A rule says no: what is refused, why (the rule or article), and the way out.

    ``field`` names the form field that it belongs to, where there is one.
    """

    status = 422

    def __init__(self, what: str, why: str = "", way_out: str = "", *, field: str = "") -> None:
        super().__init__("。".join(part.rstrip("。") for part in (what, why, way_out) if part))
        self.what, self.why, self.way_out, self.field = what, why, way_out, field


class NotAllowed(Refusal):
    """The actor lacks the duty that this act needs."""

    status = 403


class Missing(Refusal):
    """There is no such record within the actor's sight; a stranger must not learn that it exists."""

    status = 404

    def __init__(self, what: str = "没有找到您要的内容") -> None:
        super().__init__(what, way_out="请检查链接，或从列表重新进入")


class Conflict(Refusal):
    """Somebody else acted first, or the act was planned on a state that is gone."""

    status = 409


class Invalid(Refusal):
    """A form with several faults, told all at once: ``errors`` maps a field name to its messages."""

    def __init__(self, errors: dict[str, list[str]], what: str = "填写有误") -> None:
        super().__init__(what, way_out="请按提示改正后再提交")
        self.errors = errors
