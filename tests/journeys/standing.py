"""What the requests are about that the house begins with, by the step at which each stands; see ``applied``."""

from __future__ import annotations

import json

from .house import VAR

# Registered.
BY_KEYBOARD = "只用键盘办的一件"
NOBODY_ELSES = "别的单位看不到的一件"
UNCLEAR = "那份调查报告"
# Accepted, and open to be drafted.
OF_OTHERS = "某厂的用地协议"
CHARGED = ("全县水利工程验收材料", "全县水利工程监理日志")
# Asked by a notice that the chief has signed.
TO_BE_COMPLETED = "那份会议纪要"
WITH_A_THIRD_PARTY = "某厂的采石协议"
# Answered, to be handed over on paper.
ANSWERED = "2023年造林验收清单"

# Whose they all are; the requests of the journeys themselves are another's.
APPLICANT = {"name": "示例申请人", "identity_number": "990101199001011257", "telephone": "0000-1234567"}
CODES = "codes.json"


def code(wanted: str) -> str:
    """The query code that the applicant was given."""
    codes: dict[str, str] = json.loads((VAR / CODES).read_text())
    return codes[wanted]
