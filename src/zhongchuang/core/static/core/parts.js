// What the page parts gain from a script. Every part works without this file.
(() => {
  "use strict";
  const all = (root, selector) => [
    ...(root.matches?.(selector) ? [root] : []),
    ...root.querySelectorAll(selector),
  ];

  // Codes: copied whole, told in words.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      window.prompt(button.textContent.trim(), button.dataset.copy);
      return;
    }
    const label = button.querySelector("span");
    const before = label.textContent;
    label.textContent = button.dataset.copied;
    window.setTimeout(() => { label.textContent = before; }, 1600);
  });

  // Uploads: refuse what is too large before it is sent, show how far it is, say so when the net breaks.
  const showError = (part, message) => {
    const box = part.querySelector("[data-upload-error]");
    box.hidden = !message;
    box.querySelector("span").textContent = message;
  };

  const chooseFile = (part) => {
    const input = part.querySelector("input[type=file]");
    const file = input.files[0];
    const tooLarge = Boolean(file) && file.size > Number(part.dataset.maxBytes);
    showError(part, tooLarge ? part.dataset.tooLarge : "");
    if (tooLarge) input.value = "";
  };

  const send = (form, part, submitter) => {
    const progress = part.querySelector("[data-upload-progress]");
    const bar = progress.querySelector("progress");
    const percent = progress.querySelector("[data-upload-percent]");
    const request = new XMLHttpRequest();
    const failed = () => {
      progress.hidden = true;
      showError(part, part.dataset.failed);
      all(form, "button").forEach((button) => { button.disabled = false; });
    };
    progress.hidden = false;
    showError(part, "");
    progress.querySelector("[data-upload-name]").textContent = part.querySelector("input[type=file]").files[0].name;
    percent.textContent = part.dataset.sending;
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = Math.round((event.loaded / event.total) * 100);
      percent.textContent = bar.value === 100 ? part.dataset.sent : `${bar.value} %`;
    });
    request.addEventListener("error", failed);
    request.addEventListener("abort", failed);
    request.addEventListener("load", () => {
      const redirected = request.responseURL && request.responseURL !== new URL(form.action).href;
      if (redirected && request.status < 400) {
        window.location.assign(request.responseURL);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const main = page.querySelector("main");
      if (!main) { failed(); return; }
      document.querySelector("main").replaceWith(main);
      prepare(main);
    });
    request.open("POST", form.action);
    const body = new FormData(form, submitter);
    all(form, "button").forEach((button) => { button.disabled = true; });
    request.send(body);
  };

  const prepareUpload = (part) => {
    const drop = part.querySelector("[data-upload-drop]");
    const input = part.querySelector("input[type=file]");
    const form = part.closest("form");
    const over = (event) => { event.preventDefault(); drop.dataset.over = ""; };
    const leave = () => { delete drop.dataset.over; };
    drop.addEventListener("dragover", over);
    drop.addEventListener("dragleave", leave);
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      leave();
      input.files = event.dataTransfer.files;
      chooseFile(part);
    });
    input.addEventListener("change", () => chooseFile(part));
    form?.addEventListener("submit", (event) => {
      if (event.defaultPrevented || !input.files.length || !form.checkValidity()) return;
      event.preventDefault();
      send(form, part, event.submitter);
    });
  };

  // Charts: the library is fetched only where there is a chart.
  let library;
  const loadLibrary = (url) => {
    library ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    });
    return library;
  };

  const drawChart = async (element) => {
    let echarts;
    try {
      echarts = await loadLibrary(element.dataset.library);
    } catch {
      element.hidden = true; // the table behind it has every number
      element.parentElement.querySelector("details")?.setAttribute("open", "");
      return;
    }
    echarts.getInstanceByDom(element)?.dispose();
    const chart = echarts.init(element, null, { locale: document.documentElement.lang.startsWith("zh") ? "ZH" : "EN" });
    chart.setOption(window.zhongchuangChart(JSON.parse(element.dataset.chart), element));
  };

  const redraw = () => all(document, "[data-chart]").forEach(drawChart);
  document.addEventListener("zc:theme", redraw);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  window.addEventListener("resize", () => {
    all(document, "[data-chart]").forEach((element) => window.echarts?.getInstanceByDom(element)?.resize());
  });

  // Paper shows everything: what is folded is opened for the print and folded again after it.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = all(document, "details:not([open])");
    folded.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }));

  const prepare = (root) => {
    all(root, "[data-upload]").forEach(prepareUpload);
    all(root, "[data-chart]").forEach(drawChart);
    if (window.matchMedia("(width >= 48rem)").matches) {
      all(root, "[data-open-when-wide]").forEach((details) => { details.open = true; });
    }
    all(root, "[data-focus-first]").forEach((summary) => summary.focus());
  };
  prepare(document);
  document.addEventListener("htmx:afterSwap", (event) => prepare(event.detail.elt));
})();
