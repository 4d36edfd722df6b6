"""The document's part of the case page: what came, what was proposed and instructed, who is charged with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.files import queries as files
from jinliang.kernel.files.queries import File
from jinliang.kernel.flow.queries import Case, Opinion
from jinliang.kernel.org import queries as org

from . import queries, registry, rules
from .flow import CLERK, INSTRUCTOR, SECRETARY
from .models import EnteredInstruction, Incoming, Task


@dataclass(frozen=True, slots=True)
class Instructed:
    """One leader's word: ``words`` is what he wrote, or what his initial means."""

    said: Opinion
    words: str
    entered: EnteredInstruction | None = None
    sheets: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as a picture."""

    file: File
    number: int


@dataclass(frozen=True, slots=True)
class Charged:
    """A task, who sits there, its papers, and whether the reader may open its case."""

    task: Task
    place: str
    files: tuple[File, ...]
    may_open: bool


def context(case: Case, actor: Actor) -> dict[str, Any]:
    found = queries.of_case(case.pk)
    is_office = queries.office_seat(actor, case) is not None
    is_clerk = queries.office_seat(actor, case, CLERK.key) is not None
    is_running = case.status == "running"
    return document(found, actor) | {
        "is_clerk": is_clerk,
        "may_charge": is_clerk and is_running and found.tasks.exists(),
        "may_call": is_office,
        "may_enter": is_running and queries.office_seat(actor, case, SECRETARY.key) is not None,
        "instructing": queries.instructing_items(case) if is_running else [],
        "may_sign": is_running and actor.has(INSTRUCTOR.key) and queries.waiting_for(actor).filter(case=case).first(),
        "actions": registry.actions_for(found, actor),
    }


def task_context(case: Case, actor: Actor) -> dict[str, Any]:
    task = queries.task_of_case(case.pk)
    own = {"task": task, "own_files": files.of(task.subject)}
    return (
        document(task.incoming, actor)
        | own
        | {
            "actions": registry.actions_for(task.incoming, actor),
        }
    )


def document(found: Incoming, actor: Actor) -> dict[str, Any]:
    """What everybody reads who may see the document."""
    papers = files.of(found.subject)
    return {
        "incoming": found,
        "today": clock.today(),
        "papers": papers,
        "sheets": sheets(papers),
        "proposal": queries.proposal(found.case),
        "instructed": instructed(found),
        "charged": charged(found, actor),
        "calls": list(found.calls.select_related("caller", "task__unit")),
        "followers": [link for find in registry.FOLLOWERS for link in find(found, actor)],
    }


def sheets(papers: list[File], most: int = 60) -> list[Sheet]:
    """The pages of all papers, one after the other."""
    every = [Sheet(file, number) for file in papers for number in range(1, file.blob.pages + 1)]
    return every[:most]


def instructed(found: Incoming) -> list[Instructed]:
    entered = queries.entered_items(found)
    pictures = files.of_many([one.subject for one in entered.values()]) if entered else {}
    rows = []
    for said in queries.instructions(found.case):
        one = entered.get(said.item_id)
        drawn = "" if said.ink else said.move_name
        words = said.words or (f"圈阅（{rules.initialled(found.kind)}）" if said.move == "initial" else drawn)
        rows.append(Instructed(said, words, one, tuple(pictures.get(one.subject, ())) if one else ()))
    return rows


def charged(found: Incoming, actor: Actor) -> list[Charged]:
    rows = list(found.tasks.select_related("unit", "case", "fed_back_by"))
    if not rows:
        return []
    labels = org.post_labels([row.post_id for row in rows if row.post_id])
    papers = files.of_many([row.subject for row in rows])
    own = set(queries.openable([row.case_id for row in rows], actor))
    return [
        Charged(
            row,
            labels.get(row.post_id, row.unit.name) if row.post_id else row.unit.name,
            tuple(papers.get(row.subject, ())),
            row.case_id in own,
        )
        for row in rows
    ]
