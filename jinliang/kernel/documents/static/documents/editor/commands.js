// What one can do with a block, and what the keys do.
import {
  baseKeymap, chainCommands, Fragment, isInTable, keymap, Plugin, redo, Selection, splitBlock, TextSelection, undo,
} from "../../vendor/prosemirror.min.js";
import { before, misnumbered, parted, sign, unsigned } from "./levels.js";
import { schema } from "./schema.js";
import { down, tableKeys, tidyTable } from "./tables.js";

const { paragraph, heading, note, list, list_item: item, table } = schema.nodes;
const rest = schema.marks.rest;

// What the block of the selection is, as the toolbar names it.
export function kindAt(state) {
  const top = state.selection.$from.node(1);
  if (!top) return "";
  if (top.type === heading) return "level" + top.attrs.level;
  return top.type === list ? (top.attrs.ordered ? "ordered" : "bullets") : top.type.name;
}

// The blocks of the selection made anew: `make(line, index)` gives the node for the content of one line.
function remade(make) {
  return (state, dispatch) => {
    const { $from, $to } = state.selection, first = $from.index(0), last = $to.index(0);
    const lines = [];
    for (let at = first; at <= last && at < state.doc.childCount; at++) {
      const node = state.doc.child(at);
      if (node.type === table) return false;
      if (node.type === list) node.forEach((one) => lines.push(one.content)); else lines.push(node.content);
    }
    if (!dispatch) return true;
    const made = Fragment.from(make(lines, first));
    const start = $from.before(1), fromEnd = $to.end() - $to.pos;
    const tr = state.tr.replaceWith(start, $to.after(1), made);
    const end = Selection.near(tr.doc.resolve(start + made.size - 1), -1).$to;
    tr.setSelection(TextSelection.create(tr.doc, Math.max(end.start(), end.end() - fromEnd)));
    dispatch(tr.scrollIntoView());
    return true;
  };
}

const without = (content, mark) => Fragment.from(content.content.map((one) => one.mark(mark.removeFromSet(one.marks))));
const words = (content) => content.textBetween(0, content.size);
const cut = (content, length) => content.cut(length, content.size);

function headed(state, level) {
  return (lines, first) => lines.map((line, at) => {
    const text = words(line), bare = unsigned(text), length = text.length - bare.length;
    const mark = schema.text(sign(level, before(state.doc, first, level) + 1 + at));
    const content = Fragment.from(mark).append(without(cut(line, length), rest));
    return schema.node("heading", { level: level }, runIn(content));
  });
}

// What follows the first sentence of a heading stands on its line and is no part of it.
function runIn(content) {
  const stop = words(content).indexOf("。") + 1;
  if (!stop || stop === content.size) return content;
  return content.cut(0, stop).append(Fragment.from(cut(content, stop).content.map((one) => one.mark(rest.create().addToSet(one.marks)))));
}

export const setLevel = (level) => (state, dispatch) => remade(headed(state, level))(state, dispatch);
export const setParagraph = remade((lines) => lines.map((line) => paragraph.create(null, without(line, rest))));
export const setNote = remade((lines) => lines.map((line) => note.create(null, without(cut(line, (/^注\s*[:：]\s*/.exec(words(line)) || [""])[0].length), rest))));
export const setList = (ordered) => (state, dispatch) => {
  if (kindAt(state) === (ordered ? "ordered" : "bullets")) return setParagraph(state, dispatch);
  return remade((lines) => list.create({ ordered: ordered }, lines.map((line) => item.create(null, without(line, rest)))))(state, dispatch);
};

export function renumber(state, dispatch) {
  const wrong = misnumbered(state.doc);
  if (dispatch && wrong.length) dispatch(wrong.reduceRight((tr, [at, length, right]) => tr.insertText(right, at, at + length), state.tr));
  return wrong.length > 0;
}

// Enter: a line that has become a heading is one; an empty item ends its list; in a table it goes down.
function enter(state, dispatch, view) {
  const { $from, empty } = state.selection;
  if (isInTable(state)) { down(state, dispatch); return true; }
  if ($from.parent.type === item && !$from.parent.content.size) return leaveList(state, dispatch);
  const found = empty && $from.parent.type === paragraph && $from.parentOffset === $from.parent.content.size && parted($from.parent.textContent);
  if (!found || !dispatch) return false;
  const start = $from.before(), tr = state.tr.setNodeMarkup(start, heading, { level: found.level });
  if (found.rest) tr.addMark(start + 1 + found.head.length, $from.end(), rest.create());
  splitBlock(state.apply(tr), (split) => split.steps.forEach((step) => tr.step(step)));
  dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(start + $from.parent.nodeSize))).scrollIntoView());
  return true;
}

function leaveList(state, dispatch) {
  const { $from } = state.selection, index = $from.index(1), whole = $from.node(1);
  if (!dispatch) return true;
  const part = (from, to) => (from < to ? [list.create(whole.attrs, whole.content.content.slice(from, to))] : []);
  const earlier = part(0, index), at = $from.before(1);
  const tr = state.tr.replaceWith(at, $from.after(1), [...earlier, paragraph.create(), ...part(index + 1, whole.childCount)]);
  dispatch(tr.setSelection(TextSelection.create(tr.doc, at + (earlier.length ? earlier[0].nodeSize : 0) + 1)).scrollIntoView());
  return true;
}

// Backspace at the beginning of a block that is not a paragraph makes it one.
function plainer(state, dispatch) {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset || isInTable(state) || $from.parent.type === paragraph) return false;
  if ($from.parent.type === item && $from.index(1) > 0) return false;
  return setParagraph(state, dispatch);
}

export function keys(act) {
  const levels = {};
  [1, 2, 3, 4].forEach((level) => { levels["Mod-Alt-" + level] = setLevel(level); });
  const refused = () => { act.say("公文正文不用加粗、斜体和下划线，层次用各级标题表示"); return true; };
  return [
    keymap(Object.assign(levels, tableKeys, {
      "Mod-Alt-0": setParagraph, "Mod-z": undo, "Mod-y": redo, "Mod-Shift-z": redo, "Mod-b": refused, "Mod-i": refused, "Mod-u": refused,
      "Mod-s": () => { act.save(); return true; }, Enter: enter, "Shift-Enter": chainCommands(enter, baseKeymap.Enter),
      Backspace: chainCommands(plainer, baseKeymap.Backspace),
    })),
    keymap(baseKeymap),
  ];
}

// What must hold of headings, whatever was done: they begin with words of their own, and what follows follows to the end.
export const tidy = new Plugin({
  appendTransaction(transactions, old, state) {
    if (!transactions.some((one) => one.docChanged || one.selectionSet)) return null;
    const tr = state.tr;
    if (transactions.some((one) => one.docChanged)) state.doc.forEach((node, at) => tidyBlock(tr, node, at));
    const { $from, empty } = state.selection, parent = $from.parent;
    const isAfterHead = empty && parent.type === heading && $from.parentOffset === parent.content.size && /。$/.test(parent.textContent);
    if (isAfterHead && !state.storedMarks && !rest.isInSet($from.marks())) tr.addStoredMark(rest.create());
    return tr.docChanged || tr.storedMarksSet ? tr : null;
  },
});

function tidyBlock(tr, node, at) {
  const marked = (one) => rest.isInSet(one.marks);
  if (node.type === table) { tidyTable(tr, node, at); return; }
  if (node.type !== heading) {
    if (node.isTextblock && node.content.content.some(marked)) tr.removeMark(at + 1, at + node.nodeSize - 1, rest);
    return;
  }
  if (node.firstChild && marked(node.firstChild)) { tr.removeMark(at + 1, at + node.nodeSize - 1, rest).setNodeMarkup(at, paragraph); return; }
  let start = -1;
  node.forEach((one, offset) => {
    if (start < 0 && marked(one)) start = offset;
    if (start >= 0 && !marked(one)) tr.addMark(at + 1 + offset, at + 1 + offset + one.nodeSize, rest.create());
  });
}
