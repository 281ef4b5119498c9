// What the desk gains from a script. Everything here is comfort: each page works without this file.
(() => {
  "use strict";
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select");

  // Original and reading: choosing one side shows the other beside it.
  const mark = (selector) => {
    $$("[data-chosen]").forEach((element) => element.removeAttribute("data-chosen"));
    $$(selector).forEach((element) => element.setAttribute("data-chosen", ""));
  };
  const show = (target, pane) => {
    if (!target) return;
    const scroller = target.closest(".pane-scroll");
    if (scroller && scroller.scrollHeight > scroller.clientHeight) {
      scroller.scrollTop += target.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 16;
    } else if (pane !== "quietly") {
      target.scrollIntoView({ block: "start" });
    }
  };
  const chooseClause = (number, pane) => {
    mark(`[data-clause="${number}"]`);
    show(document.getElementById(`o${number}`), pane);
  };
  document.addEventListener("click", (event) => {
    const clause = event.target.closest(".read-clause[data-clause]");
    if (clause && !event.target.closest("a, button, summary, input, dialog")) {
      chooseClause(clause.dataset.clause, "quietly");
      return;
    }
    const link = event.target.closest("[data-show-clause]");
    if (!link) return;
    event.preventDefault();
    const number = link.dataset.showClause;
    chooseClause(number);
    const other = document.getElementById(link.getAttribute("href").slice(1));
    if (!other) return;
    show(other);
    other.focus({ preventScroll: true });
  });
  const fromAddress = () => {
    const found = /^#c(\d+)$/.exec(window.location.hash);
    if (!found) return;
    chooseClause(found[1], "quietly");
    document.getElementById(`c${found[1]}`)?.focus({ preventScroll: true });
  };

  // Mending in place: the form of its page comes into a dialog; the browser keeps the focus in it and gives it back.
  const sheet = document.getElementById("sheet");
  document.addEventListener("htmx:afterSwap", (event) => {
    if (sheet && event.detail.target.id === "sheet-body") {
      const heading = sheet.querySelector("h2");
      if (heading) sheet.setAttribute("aria-label", heading.textContent.trim());
      if (!sheet.open) sheet.showModal();
    }
  });
  document.addEventListener("click", (event) => {
    if (sheet && event.target.closest("[data-close-sheet]")) {
      event.preventDefault();
      sheet.close();
    }
  });

  // Classing by keyboard: j and k (or the arrows) go from clause to clause, a letter sets what it does.
  const table = document.querySelector("[data-classing]");
  const countUnsaved = () => {
    const told = document.querySelector("[data-unsaved]");
    if (!told || !table) return;
    const changed = $$("input[type=checkbox]", table).filter((box) => box.checked !== box.defaultChecked);
    const rows = new Set(changed.map((box) => box.closest("tr"))).size;
    told.textContent = rows ? told.dataset.unsaved.replace("0", rows) : "";
    $$("tbody tr", table).forEach((row) => {
      row.toggleAttribute("data-unclassed", !row.querySelector("input:checked"));
    });
  };
  const goTo = (row) => {
    const box = row?.querySelector("input[type=checkbox]");
    if (!box) return;
    box.focus();
    row.scrollIntoView({ block: "nearest" });
  };
  const classKey = (event) => {
    if (!table || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const rows = $$("tbody tr", table);
    const here = rows.indexOf(event.target.closest("tbody tr"));
    const key = event.key.toLowerCase();
    if (key === "j" || event.key === "ArrowDown") goTo(rows[Math.min(here + 1, rows.length - 1)]);
    else if ((key === "k" || event.key === "ArrowUp") && here >= 0) goTo(rows[Math.max(here - 1, 0)]);
    else if (here >= 0) {
      const box = rows[here].querySelector(`input[data-key="${CSS.escape(key)}"]`);
      if (key === "a") rows[here].querySelector("[data-adopt]")?.click();
      else if (box) box.click();
      else return;
    } else return;
    event.preventDefault();
  };
  if (table) {
    document.addEventListener("keydown", classKey);
    table.addEventListener("change", countUnsaved);
    table.addEventListener("click", (event) => {
      const adopt = event.target.closest("[data-adopt]");
      if (!adopt) return;
      event.preventDefault();
      const row = adopt.closest("tr");
      adopt.dataset.adopt.split(" ").forEach((value) => {
        const box = row.querySelector(`input[value$="|${CSS.escape(value)}"]`);
        if (box) box.checked = true;
      });
      countUnsaved();
    });
  }

  // A quotation is chosen with the mouse or the keyboard in the words of the clause.
  const chosenWords = () => {
    const selection = window.getSelection();
    const inside = selection.rangeCount && selection.getRangeAt(0).commonAncestorContainer;
    const holder = inside && (inside.closest ? inside : inside.parentElement)?.closest("[data-quotable]");
    return holder ? selection.toString().replace(/\s+/g, "") : "";
  };
  let lastQuote = "id_quote";
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-quote]")) lastQuote = event.target.id;
  });
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-take-quote]")) event.preventDefault(); // the selection stays
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-quote]");
    if (!button) return;
    const words = chosenWords();
    const told = document.querySelector("[data-quote-told]");
    if (!words) {
      told.textContent = told.dataset.quoteTold;
      return;
    }
    const field = document.getElementById(lastQuote) || document.getElementById("id_quote");
    field.value = words;
    told.textContent = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  // Names in a rule are completed while they are typed: arrows choose, Enter or Tab takes, Escape leaves.
  const NAME = /[A-Za-z_][\w.]*$/;
  const names = $$("[data-rule-name]").map((item) => ({ name: item.dataset.ruleName, label: item.dataset.label }));
  const closeList = (field) => {
    field.nextElementSibling?.matches(".suggestions") && field.nextElementSibling.remove();
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  };
  const take = (field, name) => {
    const at = field.selectionStart;
    const before = field.value.slice(0, at).replace(NAME, name);
    field.value = before + field.value.slice(at);
    field.setSelectionRange(before.length, before.length);
    closeList(field);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const suggest = (field) => {
    closeList(field);
    const found = NAME.exec(field.value.slice(0, field.selectionStart));
    if (!found || found[0].length < 2) return;
    const begun = found[0].toLowerCase();
    const fitting = names.filter(({ name }) => name.toLowerCase().includes(begun) && name !== found[0]).slice(0, 8);
    if (!fitting.length) return;
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = `${field.id}_names`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.names);
    fitting.forEach(({ name, label }, index) => {
      const item = document.createElement("li");
      item.id = `${list.id}_${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const code = document.createElement("code");
      code.textContent = name;
      const words = document.createElement("span");
      words.textContent = label;
      item.append(code, words);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(field, name); });
      list.append(item);
    });
    field.after(list);
    field.setAttribute("aria-controls", list.id);
  };
  const ruleKey = (event) => {
    const field = event.target;
    const list = field.nextElementSibling;
    if (!list?.matches(".suggestions")) return;
    const items = [...list.children];
    const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") closeList(field);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = (now + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
      items.forEach((item, index) => item.setAttribute("aria-selected", String(index === next)));
      field.setAttribute("aria-activedescendant", items[next].id);
    } else if ((event.key === "Enter" || event.key === "Tab") && now >= 0) take(field, items[now].querySelector("code").textContent);
    else return;
    event.preventDefault();
  };
  document.addEventListener("input", (event) => {
    if (names.length && event.target.matches("textarea[data-rule]") && event.isTrusted) suggest(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.("textarea[data-rule]")) ruleKey(event);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("textarea[data-rule]")) closeList(event.target);
  });

  // What is typed and not saved is not lost by leaving the page without a word.
  let unsaved = false;
  document.addEventListener("input", (event) => {
    if (event.isTrusted && event.target.form?.matches("[data-keep]")) unsaved = true;
  });
  document.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  fromAddress();
  window.addEventListener("hashchange", fromAddress);
  countUnsaved();
})();
