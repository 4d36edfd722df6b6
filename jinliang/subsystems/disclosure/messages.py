"""What crosses between the two networks for a disclosure request: names, shapes and white lists, common to both sides.

Each side registers the types that it receives with its own way of applying them.
"""

from __future__ import annotations

from typing import Any

from .rules import APPLICANT_KINDS, CHANNELS, DELIVERIES, MEDIA

Schema = dict[str, Any]

_UUID: Schema = {"type": "string", "format": "uuid"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_DAY: Schema = {"type": "string", "format": "date"}


def _text(most: int, least: int = 0) -> Schema:
    return {"type": "string", "minLength": least, "maxLength": most}


def _record(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": sorted(required),
        "additionalProperties": False,
    }


APPLICANT = _record(
    {"kind": {"enum": [kind.value for kind in APPLICANT_KINDS]}, "name": _text(100, 1), "telephone": _text(30, 1)},
    {
        "identity_number": _text(18),
        "credit_code": _text(18),
        "contact_name": _text(50),
        "address": _text(200),
        "postcode": _text(6),
        "email": _text(100),
        "fax": _text(30),
    },
)

# outer to inner
APPLICATION = _record(
    {
        "request": _UUID,
        "unit_code": _text(18, 1),
        "code": _text(20, 1),
        "kind": {"enum": ["information", "correction"]},
        "applicant": APPLICANT,
        "wanted": _text(2000, 1),
        "medium": {"enum": sorted(MEDIA)},
        "delivery": {"enum": sorted(DELIVERIES)},
        "submitted_at": _MOMENT,
    },
    {"document_number": _text(60), "channel": {"enum": [channel.value for channel in CHANNELS]}},
)
COMPLETION = _record({"request": _UUID, "text": _text(2000, 1), "submitted_at": _MOMENT})
WITHDRAWAL = _record({"request": _UUID, "reason": _text(200), "submitted_at": _MOMENT})
THIRD_PARTY_OPINION = _record(
    {
        "invitation": _UUID,
        "opinion": {"enum": ["agree", "disagree"]},
        "reason": _text(2000),
        "submitted_at": _MOMENT,
    }
)
FETCHED = _record({"notice": _UUID, "fetched_at": _MOMENT})

# inner to outer
OFFICE = _record(
    {
        "unit_code": _text(18, 1),
        "name": _text(100, 1),
        "address": _text(200, 1),
        "telephone": _text(30, 1),
        "hours": _text(100, 1),
        "is_open": {"type": "boolean"},
    },
    {"postcode": _text(6), "fax": _text(30), "email": _text(100), "guide": _text(10000)},
)
REGISTERED = _record(
    {
        "request": _UUID,
        "unit_code": _text(18, 1),
        "code": _text(20, 1),
        "telephone": _text(30, 1),
        "wanted": _text(2000, 1),
        "submitted_at": _MOMENT,
    }
)
PROGRESS = _record(
    {"request": _UUID, "state": _text(30, 1), "label": _text(60, 1), "at": _MOMENT},
    {"number": _text(60), "due_on": _DAY, "answer_by": _DAY},
)
NOTICE = _record(
    {
        "request": _UUID,
        "notice": _UUID,
        "kind": _text(30, 1),
        "title": _text(120, 1),
        "number": _text(60, 1),
        "issued_on": _DAY,
    }
)
INVITATION = _record(
    {
        "invitation": _UUID,
        "token": _text(40, 1),
        "unit_name": _text(100, 1),
        "title": _text(120, 1),
        "due_on": _DAY,
    }
)
REPORT = _record(
    {
        "report": _UUID,
        "unit_code": _text(18, 1),
        "unit_name": _text(100, 1),
        "year": {"type": "integer", "minimum": 2019, "maximum": 2200},
        "scope": {"enum": ["unit", "area"]},
        "revision": {"type": "integer", "minimum": 1},
        "title": _text(200, 1),
        "issued_on": _DAY,
    },
    {"reason": _text(500)},
)

INWARD = {
    "disclosure.application": APPLICATION,
    "disclosure.completion": COMPLETION,
    "disclosure.withdrawal": WITHDRAWAL,
    "disclosure.third_party_opinion": THIRD_PARTY_OPINION,
    "disclosure.fetched": FETCHED,
}
OUTWARD = {
    "disclosure.office": OFFICE,
    "disclosure.registered": REGISTERED,
    "disclosure.progress": PROGRESS,
    "disclosure.notice": NOTICE,
    "disclosure.invitation": INVITATION,
    "disclosure.report": REPORT,
}

LABELS = {
    "disclosure.application": "公开申请",
    "disclosure.completion": "补正材料",
    "disclosure.withdrawal": "撤回申请",
    "disclosure.third_party_opinion": "第三方意见",
    "disclosure.fetched": "下载回执",
    "disclosure.office": "公开指南",
    "disclosure.registered": "登记告知",
    "disclosure.progress": "办理进度",
    "disclosure.notice": "告知文书",
    "disclosure.invitation": "第三方征询",
    "disclosure.report": "公开年度报告",
}
