// The editor of official text, in the place of the plain area that works without it.
import { EditorState, EditorView, gapCursor, dropCursor, history, isInTable, tableEditing } from "../../vendor/prosemirror.min.js";
import { keys, tidy } from "./commands.js";
import { cleaned, typed } from "./paste.js";
import { saving } from "./saving.js";
import { drawn, schema } from "./schema.js";
import { resizing, tableView } from "./tables.js";
import { toolbar } from "./toolbar.js";
import { word } from "./word.js";

function mount(place) {
  const area = place.querySelector("textarea"), form = area.form, state = place.querySelector("[data-text-state]");
  const label = place.querySelector("label"), page = document.createElement("div"), tools = document.createElement("div");
  const say = (words, isFault) => { state.textContent = words; state.className = isFault ? "fault" : "jl-muted"; };
  const written = () => drawn(act.view.state.doc);
  const act = { say: say, written: written, save: () => save(form), importWord: () => files.open(), exportWord: () => files.save() };
  let refresh = () => {};

  act.view = new EditorView(page, {
    state: EditorState.create({
      doc: schema.nodeFromJSON(JSON.parse(place.dataset.document)),
      plugins: [...keys(act), tidy, history(), dropCursor(), gapCursor(), resizing, tableEditing()],
    }),
    nodeViews: { table: tableView },
    attributes: { class: "text-page", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id, "aria-describedby": state.id, spellcheck: "false" },
    dispatchTransaction(tr) {
      act.view.updateState(act.view.state.apply(tr));
      refresh(act.view.state);
      if (tr.docChanged) { kept.changed(); area.dispatchEvent(new Event("input", { bubbles: true })); }
    },
    transformPastedHTML: (html) => cleaned(html, (words) => say(words, true)),
    clipboardTextParser: (words) => typed(words),
    handlePaste: (view, event, slice) => pasted(view, event, slice, say),
    handleDrop: (view, event) => pictures(event.dataTransfer, say),
  });
  const kept = saving(place, written, say), files = word(place, act);
  refresh = toolbar(tools, act);
  refresh(act.view.state);
  tools.className = "text-head";
  page.className = "text-sheet";
  area.before(tools, page);
  area.hidden = area.disabled = true;
  place.querySelectorAll("[data-text-plain]").forEach((one) => { one.hidden = true; });
  label.addEventListener("click", () => act.view.focus());
  // A large table is much larger when it is written as an address.
  form.enctype = "multipart/form-data";
  form.addEventListener("formdata", (event) => event.formData.set(area.name + "_drawn", written()));
  attachments(form, page, area.name);
  restore(place, act, kept);
  place.querySelectorAll("[data-text-join]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => kept.join((text) => put(act.view, text)));
  });
}

function put(view, text) {
  const doc = schema.nodeFromJSON(JSON.parse(text));
  doc.check();
  view.dispatch(view.state.tr.replaceWith(0, view.state.doc.content.size, doc.content));
}

function save(form) {
  const button = form.querySelector("button[name=save]") || form.querySelector("button[type=submit]");
  if (button) form.requestSubmit(button);
}

// Pictures are no official text; into a cell goes one line of words.
function pasted(view, event, slice, say) {
  if (!slice.content.size && pictures(event.clipboardData, say)) return true;
  const first = slice.content.firstChild;
  if (!first || !isInTable(view.state) || /^table/.test(first.type.name)) return false;
  view.dispatch(view.state.tr.insertText(slice.content.textBetween(0, slice.content.size, " ").trim()).scrollIntoView());
  return true;
}

function pictures(data, say) {
  if (!data || !data.files.length) return false;
  say("图片和文件不能放进公文正文，请作为附件上传", true);
  return true;
}

function restore(place, act, kept) {
  const left = kept.left();
  if (left && left !== act.written()) {
    try {
      put(act.view, left);
      act.say("已恢复本页未送达的内容");
    } catch { act.say("本页未送达的内容没能恢复"); }
  }
  if ("unsaved" in place.dataset) kept.unsent();
}

// 附件说明, as it will be printed under the text: it follows the list of attachments on the page.
function attachments(form, page, name) {
  if (name !== "text") return;
  const list = page.appendChild(document.createElement("ol"));
  list.className = "text-attachments";
  list.setAttribute("aria-label", "附件说明");
  const show = () => {
    const titles = [...form.querySelectorAll("[data-text-attachment]")].map((one) => one.value.trim()).filter(Boolean);
    list.hidden = !titles.length;
    list.classList.toggle("one", titles.length === 1);
    list.replaceChildren(...titles.map((title) => Object.assign(document.createElement("li"), { textContent: title })));
  };
  form.addEventListener("input", (event) => { if (event.target.matches && event.target.matches("[data-text-attachment]")) show(); });
  show();
}

document.querySelectorAll("[data-text-editor]").forEach(mount);
