"""How an outgoing document travels: drafted, vetted, countersigned, signed, rechecked, numbered, proofread, printed."""

from __future__ import annotations

from jinliang.kernel.flow.declare import (
    STARTER,
    Branch,
    Choice,
    Condition,
    End,
    Flow,
    Mode,
    Move,
    Operator,
    Step,
    chosen,
    duty,
)
from jinliang.kernel.flow.registry import flow, vary
from jinliang.kernel.flow.soundness import beyond
from jinliang.kernel.flow.variation import Field, Latitude
from jinliang.kernel.org.registry import Duty

from . import rules

DRAFTER = Duty("outgoing.drafter", "公文拟稿")
VETTER = Duty("outgoing.vetter", "公文核稿")
COUNTERSIGNER = Duty("outgoing.countersigner", "公文会签")
LEGAL = Duty("outgoing.legal_reviewer", "公文合法性审核")
SECRECY = Duty("outgoing.secrecy_reviewer", "公文保密审查")
SIGNER = Duty("outgoing.signer", "公文签发")
CLERK = Duty("outgoing.clerk", "公文登记印制")

# Whose signing leader's word sends a joint document on to the other units.
IS_JOINT = "is_joint"
# Who is to sign, in turn, where an office's own step stands between choosing them and signing.
SIGNERS = "signers"

# Where a document stands when its leaders have signed it.
FINISHING = ("recheck", "number", "proof", "seal", "distribute")
# The steps in which whoever holds the item may change the text.
WRITING = ("draft", "vet", "recheck")


def signed_steps(variant: Flow) -> frozenset[str]:
    """Where the leaders have signed: the fixed steps, and those that an office has put between them."""
    return beyond(variant, "sign")


def printed_steps(variant: Flow) -> frozenset[str]:
    """Where the document is an original."""
    return beyond(variant, "seal", ("proof", "print")) | {"seal"}


DOCUMENT = flow(
    Flow(
        key="outgoing.document",
        name="发文",
        start="draft",
        nodes=(
            Step("draft", "拟稿", STARTER, moves=(Move("submit", "送核稿", "vet"),)),
            Step(
                "vet",
                "核稿",
                duty(VETTER.key),
                moves=(
                    Move("to_sign", "送签发", "sign"),
                    Move("to_countersign", "送会签", "countersign"),
                    Move("to_legal", "送合法性审核", "legal"),
                    Move("to_secrecy", "送保密审查", "secrecy"),
                ),
                period=rules.VETTING,
            ),
            Step(
                "countersign",
                "会签",
                chosen(COUNTERSIGNER.key),
                moves=(
                    Move("agree", "同意", "vet"),
                    # Declared last: one objection brings the document back with it.
                    Move("object", "有不同意见", "vet", asks=("opinion",)),
                ),
                mode=Mode.PARALLEL,
                period=rules.COUNTERSIGNING,
            ),
            Step(
                "legal",
                "合法性审核",
                duty(LEGAL.key),
                moves=(Move("pass", "审核通过", "vet"), Move("mend", "需要修改", "vet", asks=("opinion",))),
                period=rules.LEGAL_REVIEW,
            ),
            Step(
                "secrecy",
                "保密审查",
                duty(SECRECY.key),
                moves=(
                    Move("pass", "审查通过，不涉及国家秘密", "vet"),
                    # What is a state secret leaves this network: it is given up here.
                    Move("mend", "需要修改，或转涉密渠道办理", "vet", asks=("opinion",)),
                ),
                period=rules.SECRECY_REVIEW,
            ),
            # Article 22: the head signs; several sign one after the other.
            Step("sign", "签发", chosen(SIGNER.key), moves=(Move("sign", "签发", "is_joint"),), mode=Mode.SEQUENCE),
            Choice("is_joint", (Branch("joint", (Condition(IS_JOINT, Operator.IS, True),)),), "recheck"),
            # Article 22: the heads of all units sign; each unit in a case of its own, see JOINT.
            Step(
                "joint",
                "联署机关签发",
                duty(CLERK.key),
                moves=(
                    Move("all_signed", "各联署机关均已签发", "recheck"),
                    Move("take_back", "收回修改", "vet", asks=("opinion",)),
                ),
                forbids=("refer", "add_countersigner"),
            ),
            # Article 25 (1): a change of substance goes back to who signed.
            Step(
                "recheck",
                "复核",
                duty(CLERK.key),
                moves=(
                    Move("pass", "复核通过", "number"),
                    Move("substance", "实质性修改，退核稿重新送签", "vet", asks=("opinion",)),
                ),
            ),
            Step("number", "编号排版", duty(CLERK.key), moves=(Move("number", "编号并排版", "proof"),)),
            Step(
                "proof",
                "校对",
                duty(CLERK.key),
                moves=(
                    Move("to_seal", "校对无误，送用印", "seal"),
                    Move("print", "校对无误，成文（不加盖电子印章）", "distribute"),
                    Move("set_again", "重新排版", "number", asks=("opinion",)),
                ),
            ),
            # The posts that keep the units' seals, in any order: services.sealing.send.
            Step(
                "seal",
                "用印",
                chosen(),
                moves=(Move("seal", "用印", "distribute"),),
                mode=Mode.PARALLEL,
                forbids=("send_back", "add_countersigner"),
            ),
            # Article 25 (4), 27: printed, checked, sent out; then filed.
            Step(
                "distribute",
                "分发归档",
                duty(CLERK.key),
                moves=(Move("file", "办结归档", "end"),),
                # The original is in force: another document mends or repeals it.
                forbids=("send_back", "withdraw", "void"),
            ),
            End("end", "已成文"),
        ),
    )
)

JOINT = flow(
    Flow(
        key="outgoing.joint",
        name="联合行文会签",
        start="take",
        nodes=(
            Step(
                "take",
                "联署会签",
                duty(CLERK.key),
                moves=(
                    Move("to_sign", "送本机关负责人签发", "sign"),
                    Move("to_countersign", "送本机关会签", "countersign"),
                    Move("object", "有不同意见，退主办机关", "objected", asks=("opinion",)),
                ),
                period=rules.COUNTERSIGNING,
            ),
            Step(
                "countersign",
                "会签",
                chosen(COUNTERSIGNER.key),
                moves=(Move("agree", "同意", "take"), Move("object", "有不同意见", "take", asks=("opinion",))),
                mode=Mode.PARALLEL,
            ),
            Step(
                "sign",
                "签发",
                chosen(SIGNER.key),
                moves=(Move("sign", "签发", "signed"),),
                mode=Mode.SEQUENCE,
                period=rules.COUNTERSIGNING,
            ),
            End("signed", "已签发"),
            End("objected", "有不同意见"),
        ),
    )
)

vary(
    DOCUMENT.key,
    Latitude(
        basis=f"拟稿、核稿、签发、复核、登记、印制、用印的次序由{rules.REGULATION}规定，文号、正本和印章随之办理；"
        "签发之后即由登记印制人员复核，两者之间不能增加环节，需要再看的，加在复核之后或复核的旁支",
        # Those that are False have a page of their own, on which nobody is chosen for an added step.
        open={
            ("draft", "submit"): False,
            ("vet", "to_sign"): False,
            ("vet", "to_countersign"): True,
            ("vet", "to_legal"): True,
            ("vet", "to_secrecy"): True,
            ("countersign", "agree"): True,
            ("legal", "pass"): True,
            ("secrecy", "pass"): True,
            ("joint", "all_signed"): False,
            ("recheck", "pass"): True,
            ("number", "number"): False,
            ("proof", "to_seal"): False,
            ("proof", "print"): False,
            ("seal", "seal"): False,
            ("distribute", "file"): False,
        },
        around=("vet", "recheck", "proof", "distribute"),
        spare=("countersign", "legal", "secrecy"),
        shared=("countersign",),
        found={"sign": "送签发时选定的签发人", "seal": "印章保管人"},
        notes={
            ("vet", "to_sign"): "签发人已在送签发时选定",
            ("recheck", "pass"): "还没有编号",
            ("number", "number"): "已编号排版，看的是校样",
            ("proof", "to_seal"): "还没有成文，看的是校样，可以退回",
            ("proof", "print"): "已成文，看的是正本；退回即撤销成文",
            ("seal", "seal"): "已用印，看的是正本，不能再退回",
            ("distribute", "file"): "已分发，归档标识已填",
        },
        fields=(
            Field("kind", "文种", tuple((kind.key, kind.name) for kind in rules.KINDS.values())),
            Field("urgency", "紧急程度", ((0, "平件"), (1, "加急"), (2, "特急"))),
        ),
    ),
)

# Each unit that joins in answers in its own way; its last leader's word, or its objection, is its answer.
vary(
    JOINT.key,
    Latitude(
        basis=f"联合行文由所有联署机关的负责人会签（{rules.REGULATION}第二十二条），签发和不同意见随即答复主办机关",
        open={
            ("take", "to_sign"): False,
            ("take", "to_countersign"): True,
            ("countersign", "agree"): True,
        },
        around=("take",),
        spare=("countersign",),
        shared=("countersign",),
        found={"sign": "送签发时选定的签发人"},
        notes={("take", "to_sign"): "签发人已在送签发时选定"},
    ),
)
