// What every page needs: elder mode, dialogs, menus, drafts, Ctrl K. No inline script anywhere.
(function () {
  "use strict";
  const on = (type, selector, act) => document.addEventListener(type, (event) => {
    const found = event.target.closest && event.target.closest(selector);
    if (found) act(found, event);
  });
  // What works only with this script is drawn only with it.
  document.documentElement.classList.add("jl-js");
  const store = (kind) => { try { return window[kind]; } catch { return null; } };

  // ---- elder mode: a cookie, so that the server draws the page large, and with fewer steps, from the start
  on("click", "[data-jl-elder]", () => {
    const large = !document.documentElement.classList.contains("jl-elder");
    document.cookie = "jl_elder=" + (large ? 1 : 0) + ";path=/;max-age=31536000;samesite=lax";
    location.reload();
  });

  // ---- sound of a new item: kept on this machine
  const sound = () => (store("localStorage") || {}).jl_sound === "1";
  const drawSound = () => document.querySelectorAll("[data-jl-sound]").forEach((b) => b.setAttribute("aria-pressed", sound()));
  on("click", "[data-jl-sound]", () => { localStorage.jl_sound = sound() ? "0" : "1"; drawSound(); });
  drawSound();

  // ---- phone navigation
  on("click", "[data-jl-nav]", (button) => {
    const open = document.getElementById("jl-nav").classList.toggle("open");
    button.setAttribute("aria-expanded", open);
  });

  // ---- Ctrl K goes to the search box
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const box = document.querySelector("[role=search] input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
  });

  // ---- dialogs, menus, toasts, back, print
  on("click", "[data-jl-open]", (button) => document.getElementById(button.dataset.jlOpen).showModal());
  on("click", "[data-jl-close]", (button) => button.closest("dialog").close());
  on("click", "[data-jl-dismiss]", (button) => button.closest(".jl-toast").remove());
  on("click", "[data-jl-back]", (link, event) => { if (history.length > 1) { event.preventDefault(); history.back(); } });
  on("click", "[data-jl-print]", () => window.print());
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.jl-menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.jl-menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // ---- no answer at all: the network is away, or the server; what the page asks by itself says nothing
  document.addEventListener("htmx:sendError", (event) => {
    const cause = event.detail.requestConfig.triggeringEvent;
    const toasts = document.getElementById("jl-toasts");
    if (!toasts || !cause || !cause.isTrusted) return;
    const toast = Object.assign(document.createElement("div"), { className: "jl-toast fault", role: "alert" });
    const words = document.createElement("div");
    words.append(Object.assign(document.createElement("strong"), { textContent: "网络不通，刚才的操作没有送出" }));
    words.append(Object.assign(document.createElement("p"), { textContent: "页面上的内容还在，网络恢复后请再做一次。" }));
    toast.append(words);
    toasts.replaceChildren(toast);
    setTimeout(() => toast.remove(), 12000);
  });

  // ---- a common phrase is put where the cursor is
  on("click", "[data-jl-phrase]", (button) => {
    const box = document.getElementById(button.dataset.jlPhrase);
    box.setRangeText(button.textContent.trim(), box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });

  // ---- people who were found are chosen: one, all, or a whole lineup; the server has drawn how each stands there
  const box = (pick) => pick.querySelector("input[type=search]");
  const chip = (button) => button.closest(".jl-chip");
  const copy = (template) => template.content.cloneNode(true);
  on("click", "[data-jl-choose]", (button) => choose(button.closest(".jl-pick"), [button]));
  on("click", "[data-jl-choose-all]", (button) => choose(button.closest(".jl-pick"), button.closest(".found").querySelectorAll("[data-jl-choose]")));
  function choose(pick, buttons) {
    const chosen = pick.querySelector(".chosen");
    if (!pick.hasAttribute("data-many")) chosen.replaceChildren();
    for (const button of buttons) {
      if (!chosen.querySelector('input[value="' + CSS.escape(button.dataset.jlChoose) + '"]')) chosen.append(copy(button.querySelector("template")));
    }
    pick.querySelector(".found").replaceChildren();
    box(pick).value = "";
    box(pick).focus();
  }
  on("click", "[data-jl-lineup]", (link, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    document.getElementById(link.dataset.jlLineup).closest(".jl-pick").querySelector(".chosen").replaceChildren(copy(link.nextElementSibling));
  });
  on("click", "[data-jl-drop]", (button, event) => {
    const pick = button.closest(".jl-pick");
    chip(button).remove();
    // By the keyboard, which must not lose its place; on a telephone its own keyboard would cover the list.
    if (event.detail === 0) box(pick).focus();
  });
  on("click", "[data-jl-earlier]", (button) => move(button, "previousElementSibling", "before"));
  on("click", "[data-jl-later]", (button) => move(button, "nextElementSibling", "after"));
  function move(button, beside, side) {
    const other = chip(button)[beside];
    if (other && other.classList.contains("jl-chip")) other[side](chip(button));
    button.focus();
  }
  // Enter takes the first one found; it never sends the form around the chooser.
  on("keydown", ".jl-pick input[type=search]", (search, event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const first = search.closest(".jl-pick").querySelector(".found button");
    if (first) first.click();
  });

  // ---- one click is one submission; the idempotency key guards the rest
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.hasAttribute("data-jl-once")) {
      setTimeout(() => { button.disabled = true; }, 0);
      setTimeout(() => { button.disabled = false; }, 8000);
    }
  });
  on("change", "[data-jl-submit]", (control) => control.form.requestSubmit());

  // ---- a draft outlives a time-out: kept in this tab until the form has been sent and another page came
  const drafts = store("sessionStorage");
  const savable = (form) => [...form.elements].filter((e) => e.name && e.name !== "csrfmiddlewaretoken" && e.name !== "key" && !["password", "file", "submit", "button"].includes(e.type));
  function save(form) {
    drafts["draft:" + form.dataset.jlDraft] = JSON.stringify(savable(form).map((e) => [e.name, e.value, e.checked === true]));
  }
  function restore(form) {
    const kept = drafts["draft:" + form.dataset.jlDraft];
    if (!kept || form.querySelector(".jl-faults")) return;
    const values = JSON.parse(kept);
    savable(form).forEach((element) => {
      const found = values.find(([name, value]) => name === element.name && (!["radio", "checkbox"].includes(element.type) || value === element.value));
      if (!found) return;
      if (["radio", "checkbox"].includes(element.type)) element.checked = found[2];
      else if (element.type !== "hidden") element.value = found[1];
    });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (drafts) {
    const forms = document.querySelectorAll("form[data-jl-draft]");
    const sent = drafts.jl_sent;
    delete drafts.jl_sent;
    if (sent && ![...forms].some((form) => form.dataset.jlDraft === sent) && !document.querySelector("[role=alert]")) delete drafts["draft:" + sent];
    forms.forEach((form) => {
      restore(form);
      form.addEventListener("input", () => save(form));
      form.addEventListener("submit", () => { save(form); drafts.jl_sent = form.dataset.jlDraft; });
    });
  }

  // ---- the faults of a form are read out at once
  const faults = document.querySelector("[data-jl-focus]");
  if (faults) faults.focus();
})();
