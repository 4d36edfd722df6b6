"""Who asks: made-up people and organisations, with numbers whose check digits are right and whose place is none."""

from __future__ import annotations

from random import Random

from stdnum.cn import ric, uscc

from jinliang.subsystems.disclosure.rules import ApplicantKind

from .. import names

# What a credit code begins with, and how such an organisation is called.
_ORGANISATIONS = {
    ApplicantKind.COMMERCIAL: ("91", ("木业有限公司", "建设工程有限公司", "农业有限公司", "环保科技有限公司")),
    ApplicantKind.RESEARCH: ("12", ("林业科学研究所", "生态研究中心", "水利勘测研究所")),
    ApplicantKind.WELFARE: ("51", ("环境保护协会", "助学服务中心", "志愿者协会")),
    ApplicantKind.LEGAL_SERVICE: ("31", ("律师事务所", "法律服务所")),
    ApplicantKind.OTHER: ("93", ("村股份经济合作社", "业主委员会", "农民专业合作社")),
}  # fmt: skip
_WEIGHTS = {
    ApplicantKind.NATURAL: 74,
    ApplicantKind.COMMERCIAL: 15,
    ApplicantKind.RESEARCH: 2,
    ApplicantKind.WELFARE: 2,
    ApplicantKind.LEGAL_SERVICE: 5,
    ApplicantKind.OTHER: 2,
}
_SAFE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_COUNTIES = [f"99{at:02}{number}" for at in range(1, 4) for number in range(21, 25)]


def applicant(draw: Random) -> dict[str, str]:
    """The first part of the form's record."""
    kind = draw.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    person = names.person(draw)
    found = {"applicant_kind": kind.value, "telephone": telephone(draw)}
    if kind is ApplicantKind.NATURAL:
        return found | {"name": person, "identity_number": identity_number(draw)}
    return found | {
        "name": organisation(draw, kind),
        "credit_code": credit_code(draw, _ORGANISATIONS[kind][0]),
        "contact_name": person,
    }


def delivery(draw: Random, is_online: bool) -> dict[str, str]:
    """How the information is wanted, with what that way needs."""
    if is_online or draw.random() < 0.3:
        return {"medium": "electronic", "delivery": "online"}
    if draw.random() < 0.7:
        return {"medium": "paper", "delivery": "post", "address": address(draw), "postcode": "000000"}
    return {"medium": "paper", "delivery": "pickup"}


def organisation(draw: Random, kind: ApplicantKind = ApplicantKind.COMMERCIAL) -> str:
    return f"示例{draw.choice(names.TOWNSHIPS)}{draw.choice(_ORGANISATIONS[kind][1])}"


def telephone(draw: Random) -> str:
    return f"0000-{draw.randrange(2_000_000, 9_999_999)}"


def address(draw: Random) -> str:
    return f"{draw.choice(names.TOWNSHIPS)}镇示例路{draw.randint(1, 300)}号"


def identity_number(draw: Random) -> str:
    born = f"{draw.randint(1955, 2004)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    stem = f"{draw.choice(_COUNTIES)}{born}{draw.randrange(1, 999):03}"
    return stem + ric.calc_check_digit(f"{stem}0")


def credit_code(draw: Random, beginning: str) -> str:
    stem = f"{beginning}{draw.choice(_COUNTIES)}" + "".join(draw.choices(_SAFE, k=9))
    return stem + uscc.calc_check_digit(stem)
