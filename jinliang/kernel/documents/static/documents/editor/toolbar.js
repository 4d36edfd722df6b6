// The row of buttons over the page, and the second one inside a table.
import { isInTable, redo, undo } from "../../vendor/prosemirror.min.js";
import { kindAt, renumber, setLevel, setList, setNote, setParagraph } from "./commands.js";
import { acts, insert } from "./tables.js";

const BLOCKS = [
  ["level1", "一、", "一级标题", "Ctrl+Alt+1", setLevel(1)], ["level2", "（一）", "二级标题", "Ctrl+Alt+2", setLevel(2)],
  ["level3", "1.", "三级标题", "Ctrl+Alt+3", setLevel(3)], ["level4", "（1）", "四级标题", "Ctrl+Alt+4", setLevel(4)],
  ["paragraph", "正文", "正文", "Ctrl+Alt+0", setParagraph], ["bullets", "·列项", "列项", "", setList(false)],
  ["ordered", "1.列项", "编号列项", "", setList(true)], ["note", "注", "注", "", setNote],
];
const TABLE = [
  ["above", "上方加行"], ["below", "下方加行"], ["left", "左侧加列"], ["right", "右侧加列"], ["dropRow", "删行"], ["dropColumn", "删列"],
  ["merge", "合并", "合并所选单元格，Shift 加方向键选择", "Ctrl+Alt+M"], ["split", "拆分", "拆分单元格", "Ctrl+Alt+U"],
  ["wider", "列加宽", "列加宽，也可拖动列线", "Alt+Shift+→"], ["narrower", "列变窄", "列变窄，也可拖动列线", "Alt+Shift+←"], ["even", "列宽均分"],
  ["header", "作表头", "首行至所选行作表头，再按取消"], ["dropTable", "删除表格"],
];

export function toolbar(place, act) {
  const bar = row("编辑工具"), cells = row("表格工具"), shown = [];
  const add = (parent, words, label, run, keys) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words, title: keys ? label + "（" + keys + "）" : label });
    // What is read out begins with what is seen.
    if (label !== words) button.setAttribute("aria-label", label.includes(words) ? label : words + " " + label);
    if (keys) button.setAttribute("aria-keyshortcuts", keys.replace("Ctrl", "Control").replace("→", "ArrowRight").replace("←", "ArrowLeft"));
    // The selection must stay in the text.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => run());
    parent.append(button);
    return button;
  };
  const command = (run) => () => { run(act.view.state, act.view.dispatch, act.view); act.view.focus(); };
  BLOCKS.forEach(([kind, words, label, keys, run]) => shown.push([kind, add(bar, words, label, command(run), keys)]));
  bar.append(gap());
  const grid = add(bar, "表格", "插入表格", command(insert));
  add(bar, "重排序号", "按顺序重排各级序号", () => { act.say(renumber(act.view.state, act.view.dispatch) ? "序号已重排" : "序号没有错"); act.view.focus(); });
  const back = add(bar, "撤销", "撤销", command(undo), "Ctrl+Z"), again = add(bar, "重做", "重做", command(redo), "Ctrl+Y");
  bar.append(gap());
  add(bar, "导入 Word", "导入 Word 文件（.docx）", act.importWord);
  add(bar, "导出 Word", "导出为 Word 文件（.docx）", act.exportWord);
  const able = TABLE.map(([name, words, label, keys]) => [add(cells, words, label || words, command(acts[name]), keys), acts[name]]);
  place.append(bar, cells);
  [bar, cells].forEach(arrows);

  return (state) => {
    const kind = kindAt(state), inside = isInTable(state);
    shown.forEach(([own, button]) => { button.setAttribute("aria-pressed", own === kind); button.disabled = inside; });
    grid.disabled = inside;
    back.disabled = !undo(state);
    again.disabled = !redo(state);
    cells.hidden = !inside;
    if (inside) able.forEach(([button, run]) => { button.disabled = !run(state); });
  };
}

function row(label) {
  const made = document.createElement("div");
  made.className = "text-tools";
  made.setAttribute("role", "toolbar");
  made.setAttribute("aria-label", label);
  return made;
}

const gap = () => Object.assign(document.createElement("span"), { className: "gap" });

// One stop for Tab, arrows inside, as toolbars have it.
function arrows(bar) {
  const buttons = [...bar.querySelectorAll("button")];
  const stop = (one) => buttons.forEach((button) => { button.tabIndex = button === one ? 0 : -1; });
  stop(buttons[0]);
  bar.addEventListener("focusin", (event) => stop(event.target));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key], able = buttons.filter((button) => !button.disabled);
    if (!step) return;
    event.preventDefault();
    able[(able.indexOf(event.target) + step + able.length) % able.length].focus();
  });
}
