// In the head, before anything is drawn: the scheme the reader chose, else the system's; and that scripts run at all.
(() => {
  "use strict";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("zc-theme");
    } catch {
      return null; // storage may be forbidden; then the system decides
    }
  };
  const apply = () => {
    root.dataset.bsTheme = chosen() || (system.matches ? "dark" : "light");
  };
  root.classList.add("js");
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("zc-theme", next);
    } catch {
      // not remembered, but switched all the same
    }
    root.dataset.bsTheme = next;
    document.dispatchEvent(new CustomEvent("zc:theme"));
  });
})();
