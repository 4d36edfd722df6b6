"""Six steps, three of them in parallel; the process row is locked while one is done."""

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process


class SixFlow(flow.Flow):
    process_class = Process
    lock_impl = lock.select_for_update_lock

    start = flow.StartHandle(this.begin).Next(this.draft)
    draft = flow.Handle(this.opine).Next(this.split)
    split = flow.Split().Next(this.sign1).Next(this.sign2).Next(this.sign3)
    sign1 = flow.Handle(this.opine).Next(this.join)
    sign2 = flow.Handle(this.opine).Next(this.join)
    sign3 = flow.Handle(this.opine).Next(this.join)
    join = flow.Join().Next(this.issue)
    issue = flow.Handle(this.opine).Next(this.send)
    send = flow.Handle(this.opine).Next(this.end)
    end = flow.End()

    def begin(self, activation):
        return activation.process

    def opine(self, activation):
        activation.task.data = {"opinion": "同意。"}
