// Word files in and out, without leaving the page.
import { Fragment } from "../../vendor/prosemirror.min.js";
import { post } from "./saving.js";
import { schema } from "./schema.js";

const make = (name, words, parent) => { const made = parent.appendChild(document.createElement(name)); made.textContent = words; return made; };

export function word(place, act) {
  const chooser = Object.assign(document.createElement("input"), { type: "file", accept: ".docx", hidden: true });
  chooser.setAttribute("aria-label", "Word 文件");
  place.append(chooser);
  chooser.addEventListener("change", () => { if (chooser.files.length) read(chooser.files[0]); chooser.value = ""; });

  function read(file) {
    const fields = new FormData();
    fields.append("file", file);
    act.say("正在读取“" + file.name + "”……");
    post(place.dataset.import, fields)
      .then((answer) => answer.json().then((found) => (answer.ok ? offer(file.name, found) : act.say(found.refusal, true))))
      .catch(() => act.say("文件没有读成：请检查网络后再试", true));
  }

  // What could not be taken is said before anything is changed.
  function offer(name, found) {
    const dialog = make("dialog", "", document.body), head = make("header", "", dialog), body = make("div", "", dialog), acts = make("footer", "", dialog);
    dialog.className = "jl-dialog text-import";
    body.className = "in";
    make("h2", "导入“" + name + "”", head).id = "text-import-title";
    dialog.setAttribute("aria-labelledby", "text-import-title");
    make("p", "读到 " + found.blocks + " 段。" + (found.left_out.length ? "下列内容没有取用：" : "内容全部取用。"), body);
    if (found.left_out.length) { const all = make("ul", "", body); found.left_out.forEach((words) => make("li", words, all)); }
    const choose = (words, style, run) => {
      const button = Object.assign(make("button", words, acts), { type: "button", className: "btn " + style });
      button.addEventListener("click", () => { dialog.close(); run(); });
    };
    const doc = schema.nodeFromJSON(found.document);
    choose("替换全文", "btn-primary", () => put(doc, true));
    choose("插到光标处之后", "btn-line", () => put(doc, false));
    choose("取消", "btn-line", () => act.say(""));
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
  }

  function put(doc, isWhole) {
    const { state } = act.view, at = isWhole ? 0 : state.selection.$from.after(1);
    act.view.dispatch(state.tr.replaceWith(at, isWhole ? state.doc.content.size : at, Fragment.from(doc.content)).scrollIntoView());
    act.view.focus();
    act.say("已导入，可撤销；检查后请保存");
  }

  return {
    open: () => chooser.click(),
    save() {
      const fields = new FormData();
      fields.append("text_drawn", act.written());
      fields.append("title", place.dataset.title);
      post(place.dataset.export, fields)
        .then((answer) => { if (!answer.ok) throw new Error(); return answer.blob(); })
        .then((file) => {
          const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: (place.dataset.title || "正文") + ".docx" });
          link.click();
          setTimeout(() => URL.revokeObjectURL(link.href), 10000);
        })
        .catch(() => act.say("没有导出：请稍后再试", true));
    },
  };
}
