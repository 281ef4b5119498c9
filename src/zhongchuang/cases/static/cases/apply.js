// What a long form gains from a script. It works without this file: then it is saved when “save” is pressed.
(() => {
  "use strict";
  const form = document.querySelector("[data-fill]");
  if (!form) return;
  const line = document.getElementById("saved");
  const say = (words, trouble) => {
    line.textContent = words;
    line.toggleAttribute("data-trouble", Boolean(trouble));
  };

  // What is typed and not yet saved stays in this tab, in case the net or the session ends.
  const KEY = `zc.fill:${window.location.pathname}`;
  const HIDDEN = new Set(["csrfmiddlewaretoken", "idempotency_key", "row_version", "asked", "then"]);
  form.querySelectorAll("[data-account]").forEach((control) => HIDDEN.add(control.name)); // a bank account is kept nowhere
  const typed = () => [...new FormData(form).entries()].filter(([name]) => !HIDDEN.has(name));
  const store = (act) => {
    try {
      return act(window.sessionStorage);
    } catch {
      return null; // a browser that keeps nothing: the server does
    }
  };
  const forget = () => store((kept) => kept.removeItem(KEY));
  const remember = () => store((kept) => kept.setItem(KEY, JSON.stringify(typed())));

  const putBack = (entries) => {
    const values = new Map();
    entries.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    [...values.keys()].forEach((name) => {
      while (!form.elements[name] && grow(name.split("-")[0]));
    });
    [...form.elements].forEach((control) => {
      if (!control.name || HIDDEN.has(control.name) || control.type === "submit" || control.type === "button") return;
      const own = values.get(control.name) || [];
      if (control.type === "radio" || control.type === "checkbox") control.checked = own.includes(control.value);
      else control.value = own[0] ?? "";
    });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // Tables: another row without asking the server. The last row is copied and numbered on.
  const grow = (id) => {
    const table = form.querySelector(`[data-entry="${CSS.escape(id)}"]`);
    const rows = table?.tBodies[0].rows;
    if (!rows || rows.length >= Number(table.dataset.max)) return false;
    const last = rows[rows.length - 1];
    const next = last.cloneNode(true);
    const renumber = (text) => text.replace(`${id}-${rows.length - 1}-`, `${id}-${rows.length}-`);
    next.querySelectorAll(".field-error").forEach((error) => error.remove());
    next.querySelectorAll("input, select").forEach((control) => {
      control.name = renumber(control.name);
      control.id = renumber(control.id);
      control.value = "";
      control.classList.remove("is-invalid");
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
      control.setAttribute("aria-label", control.getAttribute("aria-label").replace(/\d+/, String(rows.length + 1)));
    });
    last.after(next);
    return true;
  };
  form.addEventListener("click", (event) => {
    const more = event.target.closest("[data-entry-more]");
    if (!more || !grow(more.value)) return;
    event.preventDefault();
    const rows = form.querySelector(`[data-entry="${CSS.escape(more.value)}"]`).tBodies[0].rows;
    rows[rows.length - 1].querySelector("input, select").focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=submit])")) return;
    event.preventDefault(); // Enter in a long form is a slip, not a submission
    const controls = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button")];
    controls[controls.indexOf(event.target) + 1]?.focus();
  });

  // Saving while somebody types; the page's version follows what was saved.
  let underWay = 0;
  let waiting = null;
  let leaving = false; // the page itself is on its way: what it says is saved with it, and nothing may overtake it
  window.addEventListener("pageshow", () => { leaving = false; });
  form.addEventListener("input", remember);
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (leaving) event.preventDefault();
    else underWay += 1;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    underWay -= 1;
    const version = event.detail.xhr.getResponseHeader("X-Row-Version");
    if (event.detail.successful && version) {
      form.elements.row_version.value = version;
      line.removeAttribute("data-trouble");
      if (underWay === 0) forget();
    }
    if (waiting && underWay === 0) {
      const [submitter] = waiting;
      waiting = null;
      form.requestSubmit(submitter);
    }
  });
  form.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 401 || status === 403) say(form.dataset.lost, true);
    else if (status === 409) say(form.dataset.changed, true);
    else say(form.dataset.offline, true);
  });
  form.addEventListener("htmx:sendError", () => say(form.dataset.offline, true));
  form.addEventListener("submit", (event) => {
    if (underWay > 0) { // one at a time, or the second would be an old page
      event.preventDefault();
      waiting = [event.submitter];
      return;
    }
    leaving = true;
    store((place) => place.setItem("zc.sent", KEY));
  });

  // Something from an earlier visit that never reached the server. A page that was sent and led on to another has.
  store((place) => {
    const sent = place.getItem("zc.sent");
    if (sent && sent !== KEY) place.removeItem(sent);
    place.removeItem("zc.sent");
  });
  const box = document.querySelector("[data-kept-here]");
  const kept = store((place) => JSON.parse(place.getItem(KEY) || "null"));
  if (kept && JSON.stringify(kept) !== JSON.stringify(typed())) {
    box.hidden = false;
    box.querySelector("[data-kept-put-back]").addEventListener("click", () => { putBack(kept); box.hidden = true; });
    box.querySelector("[data-kept-forget]").addEventListener("click", () => { forget(); box.hidden = true; });
  } else {
    forget();
  }
})();
