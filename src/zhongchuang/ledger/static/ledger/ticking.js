// Many payments ticked at once: all or none with one click, and how many and how much is ticked. Works without this file.
(() => {
  "use strict";
  const prepare = (form) => {
    const boxes = [...form.querySelectorAll("input[data-fen]:not(:disabled)")];
    const told = form.querySelector("[data-tick-told]");
    const all = form.querySelector("[data-tick-all]");
    const tell = () => {
      const ticked = boxes.filter((box) => box.checked);
      const fen = ticked.reduce((sum, box) => sum + BigInt(box.dataset.fen), 0n);
      const yuan = (fen / 100n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
      const rest = (fen % 100n).toString().padStart(2, "0");
      told.textContent = form.dataset.told.replace("{n}", ticked.length).replace("{sum}", `${yuan}.${rest}`);
    };
    all?.addEventListener("click", (event) => {
      event.preventDefault();
      const tick = !boxes.every((box) => box.checked);
      boxes.forEach((box) => { box.checked = tick; });
      tell();
    });
    form.addEventListener("change", tell);
    tell();
  };
  document.querySelectorAll("[data-ticking]").forEach(prepare);
})();
