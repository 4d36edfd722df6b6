// Progressive help for a form: fields that the answers do not ask for are folded away, and letters are counted.
// The server checks everything again. Drafts are the shell's (data-jl-draft).
(() => {
  "use strict";

  const named = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const place = (form, name) => form.querySelector(`[data-field="${CSS.escape(name)}"]`);

  const valueOf = (form, name) => {
    const found = named(form, name);
    if (!found.length) return undefined;
    const boxes = found.filter((item) => item.type === "checkbox" || item.type === "radio");
    if (!boxes.length) return found[0].value.trim() || undefined;
    const chosen = boxes.filter((item) => item.checked).map((item) => item.value);
    if (!chosen.length) return undefined;
    if (boxes[0].type === "radio") return chosen[0];
    return boxes[0].closest(".choices") ? chosen : true;
  };

  const tests = {
    filled: () => true,
    empty: () => false,
    "=": (value, wanted) => String(value) === String(wanted),
    "!=": (value, wanted) => String(value) !== String(wanted),
    in: (value, wanted) => wanted.map(String).includes(String(value)),
    contains: (value, wanted) => Array.isArray(value) && value.includes(String(wanted)),
    ">=": (value, wanted) => Number(value) >= wanted,
    "<=": (value, wanted) => Number(value) <= wanted,
  };

  const holds = (form, { field, op, value: wanted }) => {
    const at = place(form, field);
    const value = at && at.hidden ? undefined : valueOf(form, field);
    return value === undefined ? op === "empty" || op === "!=" : tests[op](value, wanted);
  };

  const fold = (form, conditions) => {
    const shown = new Map();
    for (const condition of conditions) {
      const met = holds(form, condition);
      for (const name of condition.show) shown.set(name, shown.get(name) || met);
    }
    for (const [name, met] of shown) {
      const at = place(form, name);
      if (!at) continue;
      at.hidden = !met;
      for (const input of at.querySelectorAll("input, select, textarea")) input.disabled = !met;
    }
  };

  const count = (area) => {
    const left = area.parentElement.querySelector("[data-left]");
    if (left) left.textContent = `，已写 ${[...area.value].length} 个`;
  };

  const start = (body) => {
    const form = body.closest("form");
    if (!form || body.dataset.started) return;
    body.dataset.started = "1";
    const conditions = JSON.parse(body.dataset.conditions || "[]");
    // Folding one field can fold the next.
    const settle = () => conditions.forEach(() => fold(form, conditions));
    settle();
    body.querySelectorAll("textarea[data-limit]").forEach(count);
    form.addEventListener("input", (event) => {
      settle();
      if (event.target.matches("textarea[data-limit]")) count(event.target);
    });
    form.addEventListener("change", settle);
  };

  const all = (root) => root.querySelectorAll("[data-form]").forEach(start);
  document.addEventListener("htmx:load", (event) => all(event.target));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => all(document));
  else all(document);
})();
