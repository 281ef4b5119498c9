// What the search box gains from a script: "/" leads to it, and typing suggests. Without it the box is a form.
(() => {
  "use strict";
  const WAIT = 120; // milliseconds between the last key and the question

  const prepare = (form) => {
    const input = form.querySelector("input[type=search]");
    const list = document.createElement("ul");
    const told = document.createElement("p");
    let options = [];
    let active = -1;
    let timer = 0;
    let asking = null;

    list.className = "suggestions";
    list.id = `${input.id}-list`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.list);
    told.className = "visually-hidden";
    told.setAttribute("aria-live", "polite");
    form.append(list, told);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": list.id,
      "aria-expanded": "false",
    })) input.setAttribute(name, value);

    const close = () => {
      window.clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const mark = (next) => {
      active = next;
      [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
      if (active < 0) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      input.setAttribute("aria-activedescendant", list.children[active].id);
      list.children[active].scrollIntoView({ block: "nearest" });
    };

    const draw = (suggestions) => {
      options = suggestions;
      list.replaceChildren(
        ...options.map((option, place) => {
          const item = document.createElement("li");
          const title = document.createElement("span");
          const where = document.createElement("span");
          item.id = `${list.id}-${place}`;
          item.setAttribute("role", "option");
          item.setAttribute("aria-selected", "false");
          title.append(
            ...option.pieces.map(([text, found]) => {
              const piece = document.createElement(found ? "b" : "span");
              piece.textContent = text;
              return piece;
            }),
          );
          where.className = "where";
          where.textContent = [option.kind, option.place].filter(Boolean).join(" · ");
          item.append(title, " ", where);
          item.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
          item.addEventListener("click", () => window.location.assign(option.url));
          return item;
        }),
      );
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = options.length === 0;
      list.classList.remove("flush-end");
      if (list.getBoundingClientRect().right > document.documentElement.clientWidth) list.classList.add("flush-end");
      input.setAttribute("aria-expanded", String(!list.hidden));
      told.textContent = list.hidden
        ? ""
        : (options.length === 1 ? form.dataset.one : form.dataset.many).replace("{n}", options.length);
    };

    const ask = async () => {
      const typed = input.value.trim();
      asking?.abort();
      if (!typed) {
        draw([]);
        return;
      }
      asking = new AbortController();
      try {
        const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed)}`, {
          signal: asking.signal,
          headers: { Accept: "application/json" },
        });
        const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
        if (document.activeElement === input) draw(suggestions);
      } catch (error) {
        if (error.name !== "AbortError") close(); // no net, no suggestions: the form still searches
      }
    };

    input.addEventListener("input", (event) => {
      if (event.isComposing) return; // half a syllable of an input method is no word yet
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, WAIT);
    });
    input.addEventListener("compositionend", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      const last = options.length - 1;
      const moves = {
        ArrowDown: () => mark(active === last ? -1 : active + 1),
        ArrowUp: () => mark(active === -1 ? last : active - 1),
        Escape: close,
        Enter: () => active >= 0 && window.location.assign(options[active].url),
      };
      if (!(event.key in moves) || (event.key === "Enter" && active < 0)) return;
      event.preventDefault();
      moves[event.key]();
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
  };

  document.querySelectorAll("[data-search]").forEach(prepare);
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || elsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
    const input = document.querySelector("[data-search] input[type=search]");
    if (!input) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
})();
