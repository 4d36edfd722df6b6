// The editor of official text: a preview as one types, and a draft that neither a time-out nor a lost network takes.
(function () {
  "use strict";
  const PREVIEW_AFTER = 400, DRAFT_AFTER = 2500;
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const post = (url, fields) => fetch(url, { method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRFToken": token() }, credentials: "same-origin" });

  document.querySelectorAll("[data-text-editor]").forEach((editor) => {
    const box = editor.querySelector("textarea");
    const state = editor.querySelector("[data-text-state]");
    const preview = editor.querySelector("[data-text-preview]");
    const basedOn = editor.querySelector("[name=based_on]");
    const key = "text:" + editor.dataset.draft;
    let previewTimer, draftTimer, sent = box.value, isSubmitting = false;

    const draw = () => post(editor.dataset.preview, { text: box.value })
      .then((answer) => (answer.ok && !answer.redirected ? answer.text() : ""))
      .then((html) => { if (html || !box.value) preview.innerHTML = html; })
      .catch(() => {});

    const keep = () => {
      const text = box.value;
      if (text === sent || isSubmitting) return;
      post(editor.dataset.draft, { text: text, based_on: basedOn.value })
        .then((answer) => {
          if (answer.redirected || answer.status === 401 || answer.status === 403) throw new Error("登录已过期：内容已留在本页，请在新窗口登录后继续");
          if (!answer.ok) throw new Error("草稿未能保存：内容已留在本页，请稍后再试");
          return answer.text();
        })
        .then((words) => { sent = text; sessionStorage.removeItem(key); state.textContent = words.trim(); state.className = "jl-muted"; })
        .catch((fault) => {
          state.textContent = fault instanceof TypeError ? "网络中断：内容已留在本页，恢复后自动保存" : fault.message;
          state.className = "fault";
          draftTimer = setTimeout(keep, 4 * DRAFT_AFTER);
        });
    };

    const left = sessionStorage.getItem(key);
    if (left && left !== box.value) { box.value = left; state.textContent = "已恢复本页未送达的内容"; draftTimer = setTimeout(keep, DRAFT_AFTER); }
    box.addEventListener("input", () => {
      sessionStorage.setItem(key, box.value);
      clearTimeout(previewTimer); clearTimeout(draftTimer);
      previewTimer = setTimeout(draw, PREVIEW_AFTER);
      draftTimer = setTimeout(keep, DRAFT_AFTER);
    });
    if (box.form) box.form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      isSubmitting = true;
      clearTimeout(draftTimer);
      // A refused form stays on the page when htmx sent it: typing goes on being kept.
      setTimeout(() => { isSubmitting = false; }, 3000);
      sessionStorage.removeItem(key);
    });
    draw();
  });
})();
