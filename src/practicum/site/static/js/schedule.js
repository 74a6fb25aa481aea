// The grid by keyboard: arrows walk it, x jumps to the next free time, d to a date. All of it are plain links without this.
import { $, $$ } from "./ui.js";

const cells = () => $$("[data-day-grid] [data-cell]");
const column = (cell) => cell.closest(".grid-col");
const middle = (cell) => { const box = cell.getBoundingClientRect(); return box.top + box.height / 2; };

// one stop for Tab in the whole grid: the last place, else the first visit or free time
let last = "";
function ready() {
  const all = cells();
  if (!all.length) return;
  const stay = all.find((cell) => cell.getAttribute("href") === last) ?? all[0];
  all.forEach((cell) => { cell.tabIndex = cell === stay ? 0 : -1; });
}

function go(cell) {
  if (!cell) return;
  cells().forEach((one) => { one.tabIndex = one === cell ? 0 : -1; });
  last = cell.getAttribute("href");
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function beside(cell, step) {
  const columns = $$("[data-day-grid] .grid-col");
  for (let at = columns.indexOf(column(cell)) + step; columns[at]; at += step) {
    const there = $$("[data-cell]", columns[at]);
    if (there.length) return there.reduce((best, one) => (Math.abs(middle(one) - middle(cell)) < Math.abs(middle(best) - middle(cell)) ? one : best));
  }
  return null;
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  const cell = target.closest?.("[data-cell]");
  if (cell) {
    const own = $$("[data-cell]", column(cell));
    const next = { ArrowDown: () => own[own.indexOf(cell) + 1], ArrowUp: () => own[own.indexOf(cell) - 1], ArrowRight: () => beside(cell, 1), ArrowLeft: () => beside(cell, -1), Home: () => own[0], End: () => own.at(-1) }[key];
    if (next) { event.preventDefault(); event.stopPropagation(); go(next()); return; }
  }
  if (target.matches("input, select, textarea")) return;
  if (key === "x") {
    const all = cells();
    const from = cell ? all.indexOf(cell) + 1 : 0;
    go([...all.slice(from), ...all.slice(0, from)].find((one) => one.dataset.cell === "free"));
  } else if (key === "d") { event.preventDefault(); const date = $("[data-jump]"); date?.focus(); date?.showPicker?.(); }
}, true);

document.addEventListener("focusin", (event) => { const cell = event.target.closest?.("[data-cell]"); if (cell) last = cell.getAttribute("href"); });
document.body.addEventListener("htmx:afterSettle", ready);
document.addEventListener("change", (event) => { if (event.target.closest("[data-schedule-jump]") && event.target.matches("select, [type=date]")) event.target.form.requestSubmit(); });
ready();

// the visit open beside stands out in the grid, whichever way it was opened or closed
function markOpen() {
  const open = Boolean($("#aside")?.firstElementChild);
  cells().forEach((cell) => cell.classList.toggle("open-beside", open && cell.dataset.cell === "visit" && cell.getAttribute("href") === location.pathname));
}
const soon = () => requestAnimationFrame(markOpen);
if ($("#aside")) new MutationObserver(soon).observe($("#aside"), { childList: true });
document.body.addEventListener("htmx:afterSettle", soon);
document.body.addEventListener("htmx:pushedIntoHistory", soon);
markOpen();
