"""Random flows beside SpiffWorkflow: the same completions must enable the same steps."""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from SpiffWorkflow.operators import Equal
from SpiffWorkflow.specs.ExclusiveChoice import ExclusiveChoice
from SpiffWorkflow.specs.Join import Join as SpiffJoin
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.specs.Simple import Simple
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from jinliang.kernel.flow.conditions import holds
from jinliang.kernel.flow.declare import Choice, End, Fork, Join, Mode, Step
from jinliang.kernel.flow.state import Holder

from .simulation import FLOWS, SELF, Case, conditions_of

YES, NO = Equal(1, 1), Equal(1, 2)
HOLDERS = (Holder(1, 1), Holder(1, 2), Holder(2, 3))


class Oracle:
    """The same flow in the other engine's own words; steps are its tasks that wait for somebody."""

    def __init__(self, flow, data, holders):
        self.flow, self.data, self.count = flow, data, len(holders)
        self.spec, self.made = WorkflowSpec("random", addstart=True), {}
        self.spec.start.connect(self.node(flow.start))
        self.workflow = Workflow(self.spec)
        self.run_on()

    def node(self, key):
        if key not in self.made:
            getattr(self, type(self.flow.node(key)).__name__.lower())(self.flow.node(key))
        return self.made[key]

    def step(self, step: Step):
        after = step.moves[0].to
        if step.mode is Mode.ONE:
            self.made[step.key] = task = Simple(self.spec, f"{step.key}/1", manual=True)
            task.connect(self.node(after))
        elif step.mode is Mode.PARALLEL:
            self.made[step.key] = split = Simple(self.spec, step.key)
            need = step.quorum if 0 < step.quorum < self.count else None
            together = SpiffJoin(
                self.spec, f"{step.key}+", split_task=step.key, threshold=need, cancel=need is not None
            )
            for number in range(self.count):
                task = Simple(self.spec, f"{step.key}/{number}", manual=True)
                split.connect(task)
                task.connect(together)
            together.connect(self.node(after))
        else:
            turns = min(step.quorum or self.count, self.count)
            tasks = [Simple(self.spec, f"{step.key}/{number}", manual=True) for number in range(turns)]
            self.made[step.key] = tasks[0]
            for one, following in pairwise(tasks):
                one.connect(following)
            tasks[-1].connect(self.node(after))

    def fork(self, fork: Fork):
        self.made[fork.key] = split = MultiChoice(self.spec, fork.key)
        chosen = [number for number, branch in enumerate(fork.branches) if holds(branch.when, self.data)]
        for number, branch in enumerate(fork.branches):
            is_open = number in chosen or (not chosen and number == fork.otherwise)
            # A branch of its own, even where it goes straight to the join.
            way = Simple(self.spec, f"{fork.key}.{number}")
            split.connect_if(YES if is_open else NO, way)
            way.connect(self.node(branch.to))

    def join(self, join: Join):
        fork = next(key for key, other in self.places.joins.items() if other == join.key)
        need = join.need or None
        chosen = sum(holds(branch.when, self.data) for branch in self.flow.node(fork).branches) or 1
        if need and need >= chosen:
            need = None
        self.made[join.key] = task = SpiffJoin(
            self.spec, join.key, split_task=fork, threshold=need, cancel=need is not None
        )
        task.connect(self.node(join.to))

    def choice(self, choice: Choice):
        self.made[choice.key] = task = ExclusiveChoice(self.spec, choice.key)
        task.connect(self.node(choice.otherwise))
        for branch in choice.branches:
            task.connect_if(YES if holds(branch.when, self.data) else NO, self.node(branch.to))

    def end(self, end: End):
        self.made[end.key] = Simple(self.spec, end.key)

    @property
    def places(self):
        return Case(self.flow, self.data, HOLDERS[: self.count]).places

    def ready(self):
        return list(self.workflow.get_tasks_iterator(state=TaskState.READY))

    def run_on(self):
        """Pass through everything that waits for nobody."""
        while found := [task for task in self.ready() if not task.task_spec.manual]:
            found[0].run()

    @property
    def steps(self):
        return sorted(task.task_spec.name.partition("/")[0] for task in self.ready())

    def do(self, step):
        next(task for task in self.ready() if task.task_spec.name.partition("/")[0] == step).run()
        self.run_on()


@settings(deadline=None, derandomize=True, max_examples=150, suppress_health_check=list(HealthCheck))
@given(FLOWS, st.data())
def test_the_same_completions_enable_the_same_steps(flow, data):
    truths = {name: data.draw(st.booleans()) for name in conditions_of(flow)}
    holders = HOLDERS[: data.draw(st.integers(1, 3))]
    ours, theirs = Case(flow, truths, holders), Oracle(flow, truths, holders)
    assert ours.steps == theirs.steps
    while ours.state.status == "running":
        step = data.draw(st.sampled_from(sorted(set(ours.steps))))
        ours.act(ours.at(step), "complete", "ok", SELF)
        theirs.do(step)
        assert ours.steps == theirs.steps
    assert theirs.workflow.is_completed()
