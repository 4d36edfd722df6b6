// What every page needs: elder mode, dialogs, menus, drafts, Ctrl K. No inline script anywhere.
(function () {
  "use strict";
  const on = (type, selector, act) => document.addEventListener(type, (event) => {
    const found = event.target.closest && event.target.closest(selector);
    if (found) act(found, event);
  });
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

  // ---- a person or unit that was found is chosen, or all that were found
  on("click", "[data-jl-choose]", (button) => choose(button.closest(".jl-pick"), [button]));
  on("click", "[data-jl-choose-all]", (button) => choose(button.closest(".jl-pick"), button.closest(".found").querySelectorAll("[data-jl-choose]")));
  function choose(pick, buttons) {
    const chosen = pick.querySelector(".chosen");
    if (!pick.hasAttribute("data-many")) chosen.replaceChildren();
    for (const { dataset } of buttons) {
      if (chosen.querySelector('input[value="' + CSS.escape(dataset.jlChoose) + '"]')) continue;
      const chip = document.createElement("span");
      chip.className = "jl-chip";
      chip.append(dataset.label, hidden(pick.dataset.name, dataset.jlChoose), drop(dataset.label));
      chosen.append(chip);
    }
    pick.querySelector(".found").replaceChildren();
    const search = pick.querySelector("input[type=search]");
    search.value = "";
    search.focus();
  }
  on("click", "[data-jl-drop]", (button) => button.closest(".jl-chip").remove());
  function hidden(name, value) {
    return Object.assign(document.createElement("input"), { type: "hidden", name: name, value: value });
  }
  function drop(label) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    button.dataset.jlDrop = "";
    button.setAttribute("aria-label", "去掉" + label);
    return button;
  }

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
