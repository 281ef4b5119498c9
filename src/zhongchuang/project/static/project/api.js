// Trying an address of the API in place. Without this file a form that reads leads to the address itself.
(() => {
  "use strict";
  const SHOWN = ["content-type", "etag", "cache-control", "link", "ratelimit-remaining", "ratelimit-reset", "location"];

  const addressOf = (form) => {
    let path = form.dataset.path;
    const query = new URLSearchParams();
    form.querySelectorAll("[data-in]").forEach((field) => {
      if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
      else if (field.dataset.in === "query" && field.value) query.append(field.name, field.value);
    });
    return query.size ? `${path}?${query}` : path;
  };

  const optionsOf = (form) => {
    const headers = { Accept: "application/json, application/problem+json, */*", "Accept-Language": document.documentElement.lang };
    const token = document.getElementById("try-token").value.trim();
    if (token) headers.Authorization = `Bearer ${token}`;
    form.querySelectorAll("[data-in=header]").forEach((field) => { if (field.value) headers[field.name] = field.value; });
    const options = { method: form.dataset.try, headers, credentials: "omit" };
    const body = form.querySelector("[data-try-body]");
    if (body) {
      headers["Content-Type"] = "application/json";
      options.body = body.value;
    }
    return options;
  };

  const textOf = async (answer) => {
    const type = answer.headers.get("Content-Type") ?? "";
    if (type.includes("json")) return JSON.stringify(await answer.json(), null, 2);
    if (type.startsWith("text/")) return answer.text();
    const bytes = (await answer.blob()).size;
    return bytes ? `${type} · ${bytes} bytes` : "";
  };

  document.addEventListener("submit", async (event) => {
    if (event.target.matches("[data-try-token]")) { event.preventDefault(); return; }
    const form = event.target.closest("[data-try]");
    if (!form) return;
    event.preventDefault();
    const box = form.parentElement.querySelector("[data-try-answer]");
    const status = box.querySelector("[data-try-status]");
    const text = box.querySelector("[data-try-text]");
    box.hidden = false;
    status.textContent = status.dataset.sending;
    text.textContent = "";
    try {
      const answer = await fetch(addressOf(form), optionsOf(form));
      const headers = SHOWN.filter((name) => answer.headers.has(name)).map((name) => `${name}: ${answer.headers.get(name)}`);
      const body = await textOf(answer);
      status.textContent = `${answer.status} ${form.dataset.try} ${addressOf(form)}`;
      text.textContent = [...headers, "", body].join("\n");
    } catch {
      status.textContent = status.dataset.failed;
    }
  });

  // A link to a schema opens it.
  const open = () => {
    const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (target?.matches("details")) target.open = true;
  };
  window.addEventListener("hashchange", open);
  open();
})();
