"""The doctor's checks that ask the kernels."""

from __future__ import annotations

from collections.abc import Iterator

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.host.doctor import Finding, Level, judge
from jinliang.kernel.calendar import queries as calendar
from jinliang.kernel.exchange import queries as ferry
from jinliang.kernel.outbox import queries as outbox

from . import migrations


def findings(*, is_serving: bool) -> Iterator[Finding]:
    """``is_serving``: whether a worker is to be expected."""
    waiting = migrations.pending()
    lost = migrations.lacking() if not waiting else []
    found = f"缺少 {'、'.join(lost[:3])}" if lost else "、".join(waiting[:5]) or "最新"
    yield judge("数据库结构", not waiting and not lost, found, "请运行 jinliang migrate")
    if waiting or lost:
        return
    if is_serving:
        alive = outbox.workers()
        yield judge(
            "后台进程", bool(alive), "、".join(alive) or "没有心跳", "请查看 var/<站点>/log/worker.log 并重启 serve"
        )
    given_up = outbox.given_up()
    yield judge("发件箱", not given_up, f"{given_up} 条不能送出", "请在“运行状态”的“未能发出的”页查看原因并重试")
    broken = outbox.open_faults()
    mend = "请在“运行状态”的“程序故障”页查看，按编号在 var/<站点>/log/web.log 中找到经过，报告开发单位"
    yield judge("程序故障", not broken, f"{broken} 次页面出错" if broken else "没有", mend, otherwise=Level.WARNING)
    yield _ferry()
    yield _calendar()


def _ferry() -> Finding:
    """What keeps bundles from crossing by themselves."""
    full = ferry.full_disks(SYSTEM)
    lines = [f"{alarm.route}：{alarm.text}" for alarm in full]
    lines += [
        f"{one.name}（{one.get_direction_display()}）连续 {one.failures} 次没有送成" for one in ferry.resting(SYSTEM)
    ]
    mend = "请在“摆渡”页查看告警；磁盘不足的先清理，半分钟内自动继续，然后关闭告警"
    level = Level.FAULT if full else Level.WARNING
    return judge("摆渡", not lines, "；".join(lines) or "线路正常", mend, otherwise=level)


def _calendar() -> Finding:
    """Due dates run up to a year ahead; the State Council publishes next year's holidays in November."""
    last, today = calendar.published_to(), clock.today()
    mend = "请在国务院办公厅公布放假安排后运行 jinliang calendar import 文件"
    if last is None or last < today:
        return Finding("工作日历", Level.FAULT, f"只到 {last}" if last else "没有日历", mend)
    is_good = last.year > today.year or today.month < 12
    return judge("工作日历", is_good, f"编到 {last.year} 年", mend, otherwise=Level.WARNING)
