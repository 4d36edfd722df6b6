"""Six steps by SpiffWorkflow. A case is its serialised state in one row: locked, loaded, moved on, written back."""

from __future__ import annotations

import os
from io import BytesIO

import psycopg
from answering import answer
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

SERIALIZER = BpmnWorkflowSerializer()
TASKS = ("draft", "sign1", "sign2", "sign3", "issue", "send")
WAYS = (
    ("start", "draft"), ("draft", "split"), ("split", "sign1"), ("split", "sign2"), ("split", "sign3"),
    ("sign1", "join"), ("sign2", "join"), ("sign3", "join"), ("join", "issue"), ("issue", "send"), ("send", "end"),
)  # fmt: skip


def spec():
    def links(node):
        ends = [f"<incoming>{a}-{b}</incoming>" for a, b in WAYS if b == node]
        return "".join(ends + [f"<outgoing>{a}-{b}</outgoing>" for a, b in WAYS if a == node])

    nodes = [f'<startEvent id="start">{links("start")}</startEvent>', f'<endEvent id="end">{links("end")}</endEvent>']
    nodes += [f'<parallelGateway id="{name}">{links(name)}</parallelGateway>' for name in ("split", "join")]
    nodes += [f'<userTask id="{name}" name="{name}">{links(name)}</userTask>' for name in TASKS]
    nodes += [f'<sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in WAYS]
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">
        <process id="six" isExecutable="true">{"".join(nodes)}</process></definitions>"""
    parser = BpmnParser()
    parser.add_bpmn_io(BytesIO(text.encode()))
    return parser.get_spec("six")


def main():
    database = psycopg.connect(os.environ["BENCH_URL"])
    database.execute("CREATE TABLE six (id bigserial PRIMARY KEY, state text NOT NULL)")
    database.commit()
    declared = spec()

    def one_case():
        case = BpmnWorkflow(declared)
        case.do_engine_steps()
        state = SERIALIZER.serialize_json(case)
        (number,) = database.execute("INSERT INTO six (state) VALUES (%s) RETURNING id", [state]).fetchone()
        database.commit()
        for name in TASKS:
            step(number, name)

    def step(number, name):
        (state,) = database.execute("SELECT state FROM six WHERE id = %s FOR UPDATE", [number]).fetchone()
        case = SERIALIZER.deserialize_json(state)
        (task,) = (task for task in case.get_tasks(state=TaskState.READY) if task.task_spec.name == name)
        task.data[f"opinion_{name}"] = "同意。"
        task.run()
        case.do_engine_steps()
        changed = [SERIALIZER.serialize_json(case), number]
        database.execute("UPDATE six SET state = %s WHERE id = %s", changed)
        database.commit()

    answer(one_case, database.info.backend_pid)


if __name__ == "__main__":
    main()
