// The upload field: each chosen file goes up in pieces at once, with progress, pause and resume; the form then
// carries only its name. Without this script the plain file field is posted as it is.
(function () {
  "use strict";
  if (window.jinliangUpload || !window.tus || !tus.isSupported) return;
  window.jinliangUpload = true;
  const PIECE = 8 * 1024 * 1024;
  const RETRIES = [0, 1000, 3000, 5000, 10000, 20000, 30000];

  const make = (tag, props, ...children) => {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  };
  const button = (text, act) => {
    const made = make("button", { type: "button", className: "btn btn-link", textContent: text });
    made.addEventListener("click", () => act(made));
    return made;
  };

  function words(error) {
    const answer = error.originalResponse;
    const status = answer ? answer.getStatus() : 0;
    if (status === 401 || status === 403) return "登录已过期，请在新窗口登录后点“重试”，已传部分不会丢";
    if (answer && (answer.getHeader("Content-Type") || "").startsWith("text/plain") && answer.getBody()) return answer.getBody();
    return "网络中断，请检查后点“重试”，已传部分不会丢";
  }

  function start(field, file) {
    const name = field.dataset.fileUpload;
    const bar = make("progress", { max: 100, value: 0 });
    bar.setAttribute("aria-label", file.name + " 上传进度");
    const state = make("span", { className: "jl-muted", textContent: "等待上传" });
    const item = make("li", {}, make("span", { textContent: file.name }), bar, state);
    item.dataset.filePending = "";
    field.querySelector(".file-list").append(item);

    const upload = new tus.Upload(file, {
      endpoint: field.dataset.endpoint,
      chunkSize: PIECE,
      retryDelays: RETRIES,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name },
      onProgress: (sent, total) => {
        bar.value = total ? Math.floor(sent / total * 100) : 100;
        state.textContent = "已传 " + bar.value + "%";
      },
      onError: (error) => { state.className = "fault"; state.textContent = words(error); toggle.textContent = "重试"; running = false; },
      onSuccess: () => {
        delete item.dataset.filePending;
        bar.remove(); toggle.remove();
        state.textContent = "已上传";
        const id = upload.url.split("/").pop();
        item.append(make("input", { type: "hidden", name: name + "_upload", value: id }));
      },
    });
    let running = true;
    const toggle = button("暂停", () => {
      if (running) { upload.abort(); state.textContent = "已暂停"; } else { state.className = "jl-muted"; upload.start(); }
      running = !running;
      toggle.textContent = running ? "暂停" : "继续";
    });
    const drop = button("移除", () => {
      const gone = upload.url ? upload.abort(true) : Promise.resolve(upload.abort());
      gone.catch(() => {}).finally(() => item.remove());
    });
    item.append(toggle, drop);
    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
      upload.start();
    });
  }

  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-file-upload]");
    if (!field || event.target.type !== "file") return;
    const files = [...event.target.files];
    event.target.value = "";
    if (!event.target.multiple) field.querySelectorAll(".file-list li").forEach((item) => item.remove());
    files.forEach((file) => start(field, file));
  });

  document.addEventListener("click", (event) => {
    const drop = event.target.closest("[data-file-drop]");
    if (drop) drop.closest("li").remove();
  });

  document.addEventListener("submit", (event) => {
    const pending = event.target.querySelector("[data-file-pending]");
    if (!pending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const state = pending.querySelector(".jl-muted, .fault");
    state.className = "fault";
    state.textContent = "还没有传完，请等待完成或移除后再提交";
    pending.scrollIntoView({ block: "center" });
  }, true);

  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-file-pending]")) event.preventDefault();
  });
})();
