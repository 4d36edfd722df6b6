"""The doors of this app on the public site."""

from jinliang.ui.registry import Door, add_doors

add_doors(
    Door("依申请公开", "file-search", "disclosure:guide", "向行政机关申请获取政府信息", is_main=True),
    Door("公开年度报告", "report-analytics", "disclosure:reports", "各机关政府信息公开工作年度报告", in_nav=False),
    Door("申请进度查询", "clock", "disclosure:look_up", "凭查询码和电话查看进度、下载答复"),
)
