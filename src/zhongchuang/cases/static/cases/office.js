// What the desk gains from a script: rows from the keyboard, a count of what is marked. Every page works without this file.
(() => {
  "use strict";
  const rows = () => [...document.querySelectorAll("[data-case-row]")];
  const box = (row) => row.querySelector("input[type=checkbox]");
  const typing = (element) => element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

  const count = () => {
    const told = document.querySelector("[data-batch-count]");
    if (!told) return;
    told.dataset.first ??= told.textContent;
    const marked = rows().filter((row) => box(row)?.checked).length;
    told.textContent = marked ? told.dataset.words.replace("%", marked) : told.dataset.first;
    document.getElementById("batch").toggleAttribute("data-marked", marked > 0);
    rows().forEach((row) => row.toggleAttribute("data-is-marked", Boolean(box(row)?.checked)));
  };

  const current = () => document.querySelector("[data-case-row][data-here]");
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
    current()?.removeAttribute("data-here");
    next.setAttribute("data-here", "");
    next.querySelector("th a").focus();
    next.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-case-row]");
    if (!row || row === current()) return;
    current()?.removeAttribute("data-here");
    row.setAttribute("data-here", "");
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    switch (event.key) {
      case "j": go(1); break;
      case "k": go(-1); break;
      case "x": {
        const row = current();
        const mark = row && box(row);
        if (!mark) return;
        mark.checked = !mark.checked;
        count();
        break;
      }
      case "/": document.querySelector("[data-desk-search]")?.focus(); break;
      case "?": {
        const help = document.getElementById("keys");
        if (!help) return;
        help.open = !help.open;
        if (help.open) help.querySelector("summary").focus();
        break;
      }
      default: return; // Enter opens the link that has the focus
    }
    event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-case-row]")) count();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-mark-all]")) return;
    const boxes = rows().map(box).filter(Boolean);
    const all = boxes.every((one) => one.checked);
    boxes.forEach((one) => { one.checked = !all; });
    count();
  });
  document.addEventListener("htmx:afterSettle", count);
  document.addEventListener("DOMContentLoaded", count);
})();
