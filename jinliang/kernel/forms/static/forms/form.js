// Progressive help for a form: fields that the answers do not ask for are folded away, the letters left are counted,
// and a draft is kept in this browser until the form is sent. The server checks everything again.
(() => {
  "use strict";

  const valueOf = (form, name) => {
    const found = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    if (!found.length) return undefined;
    const boxes = found.filter((item) => item.type === "checkbox" || item.type === "radio");
    if (!boxes.length) return found[0].value.trim() || undefined;
    const chosen = boxes.filter((item) => item.checked).map((item) => item.value);
    if (boxes[0].type === "checkbox" && boxes.length > 1) return chosen.length ? chosen : undefined;
    if (boxes[0].type === "checkbox") return chosen.length ? true : undefined;
    return chosen[0];
  };

  const holds = ({ op, value: wanted }, value) => {
    if (value === undefined) return op === "empty" || op === "!=";
    switch (op) {
      case "filled": return true;
      case "empty": return false;
      case "=": return String(value) === String(wanted);
      case "!=": return String(value) !== String(wanted);
      case "in": return wanted.map(String).includes(String(value));
      case "contains": return Array.isArray(value) && value.includes(String(wanted));
      case ">=": return Number(value) >= wanted;
      case "<=": return Number(value) <= wanted;
      default: return true;
    }
  };

  const fold = (form, conditions) => {
    const shown = new Map();
    for (const condition of conditions) {
      const field = form.querySelector(`[data-field="${CSS.escape(condition.field)}"]`);
      const met = !(field && field.hidden) && holds(condition, valueOf(form, condition.field));
      for (const name of condition.show) shown.set(name, shown.get(name) || met);
    }
    for (const [name, met] of shown) {
      const field = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
      if (!field) continue;
      field.hidden = !met;
      for (const input of field.querySelectorAll("input, select, textarea")) input.disabled = !met;
    }
  };

  const count = (area) => {
    const left = area.parentElement.querySelector("[data-left]");
    if (left) left.textContent = `，已写 ${[...area.value].length} 个`;
  };

  const fieldsOf = (form) =>
    [...form.elements].filter((item) => item.name && !item.name.startsWith("_") && item.name !== "csrfmiddlewaretoken" && item.type !== "file" && item.type !== "password");

  const keep = (form, key, note) => {
    const draft = fieldsOf(form)
      .filter((item) => !["checkbox", "radio"].includes(item.type) || item.checked)
      .map((item) => [item.name, item.value]);
    try {
      localStorage.setItem(key, JSON.stringify(draft));
      if (note) note.textContent = "草稿已存在本机浏览器，提交后自动清除。";
    } catch {
      if (note) note.textContent = "本机浏览器不能保存草稿，请一次填完后提交。";
    }
  };

  const restore = (form, key) => {
    const draft = JSON.parse(localStorage.getItem(key) || "[]");
    for (const [name, value] of draft) {
      for (const item of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (["checkbox", "radio"].includes(item.type)) item.checked = item.checked || item.value === value;
        else if (!item.value) item.value = value;
      }
    }
  };

  const start = (body) => {
    const form = body.closest("form");
    if (!form || body.dataset.started) return;
    body.dataset.started = "1";
    const conditions = JSON.parse(body.dataset.conditions || "[]");
    const note = body.querySelector("[data-draft-note]");
    const key = body.dataset.draft && `draft:${body.dataset.form}:${body.dataset.version}:${body.dataset.draft}`;
    if (key) restore(form, key);
    const settle = () => conditions.forEach(() => fold(form, conditions));
    settle();
    body.querySelectorAll("textarea[data-limit]").forEach(count);
    const summary = body.querySelector("[data-error-summary]");
    if (summary) summary.focus();
    let timer = 0;
    form.addEventListener("input", (event) => {
      settle();
      if (event.target.matches("textarea[data-limit]")) count(event.target);
      if (!key) return;
      clearTimeout(timer);
      timer = setTimeout(() => keep(form, key, note), 800);
    });
    form.addEventListener("change", settle);
  };

  const sent = () => {
    // The page that follows a sent form names the draft that is done with.
    for (const done of document.querySelectorAll("[data-draft-done]"))
      for (const key of Object.keys(localStorage)) if (key.startsWith("draft:") && key.endsWith(`:${done.dataset.draftDone}`)) localStorage.removeItem(key);
  };

  const all = (root) => root.querySelectorAll("[data-form]").forEach(start);
  document.addEventListener("htmx:load", (event) => all(event.target));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => { all(document); sent(); });
  else { all(document); sent(); }
})();
