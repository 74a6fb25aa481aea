// The fast path. Keys act only when nobody is typing and no dialog is open.
import { $, $$, closeAside, setDrawer } from "./ui.js";
import { openPalette } from "./palette.js";

const typing = (node) => node?.matches?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable='true']");
const rows = () => $$("[data-row]").filter((row) => row.offsetParent !== null);

export function here() {
  const all = rows();
  return document.activeElement?.closest?.("[data-row]") ?? all.find((row) => row.classList.contains("current")) ?? null;
}

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(here());
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  // with an item open, the list carries it along
  if ($("#aside")?.firstElementChild) openRow(next);
}

function openRow(row) {
  (row?.matches("a") ? row : $("[data-open]", row) ?? $("a[href]", row))?.click();
}

function done() {
  const row = here();
  const button = (row && $("[data-done]", row)) ?? $("#aside [data-done]");
  if (!button) return;
  const all = rows();
  const next = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
  button.click();
  // the row goes when the list is told; the next one is where the hands already are
  document.body.addEventListener("htmx:afterSettle", () => { if (!document.activeElement?.closest("[data-row]")) (next?.id ? document.getElementById(next.id) : null)?.focus(); }, { once: true });
}

let waitingForRoom = 0;
function roomPressed(on) {
  clearTimeout(waitingForRoom);
  waitingForRoom = on ? setTimeout(() => roomPressed(false), 1600) : 0;
  document.body.classList.toggle("g-pressed", Boolean(on));
}

export async function showShortcuts() {
  const dialog = $("#shortcuts");
  if (!dialog || dialog.open) return;
  if (!dialog.firstElementChild) {
    const answer = await fetch(dialog.dataset.url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok) { location.href = dialog.dataset.url; return; }
    dialog.innerHTML = await answer.text(); // our own page, rendered by an escaping template
  }
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-shortcuts]") && $("#shortcuts")) { event.preventDefault(); showShortcuts(); }
  // a click anywhere in a row opens it, unless it is on something of its own or text was selected
  const row = event.target.closest?.("tr[data-row]");
  if (row && !event.target.closest("a, button, input, select, label, form") && !String(getSelection())) openRow(row);
});

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && key.toLowerCase() === "k") { event.preventDefault(); openPalette(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (key === "Escape") { escape(target); return; }
  if ($("dialog[open]") || typing(target) || target.closest?.(".menu")) return;
  if (waitingForRoom) {
    roomPressed(false);
    const link = $(`[data-go="${CSS.escape(key.toLowerCase())}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  // a key of the row one is on comes before the page's own
  const its = here()?.querySelector(`[data-row-key="${CSS.escape(key.toLowerCase())}"]`);
  if (its && !$(`#aside [data-key="${CSS.escape(key.toLowerCase())}"]`)) { event.preventDefault(); its.click(); return; }
  const own = $$(`[data-key="${CSS.escape(key.toLowerCase())}"]`).find((node) => node.offsetParent !== null);
  if (own) { event.preventDefault(); own.click(); return; }
  const act = { "/": () => $("#search")?.select(), "?": showShortcuts, g: () => roomPressed(true), j: () => walk(1), k: () => walk(-1), e: done, o: () => openRow(here()) }[key];
  if (act) { event.preventDefault(); act(); }
  else if (key === "Enter" && target.matches("[data-row]:not(a)")) { event.preventDefault(); openRow(target); }
  else if ((key === "ArrowDown" || key === "ArrowUp") && target.matches("[data-row]")) { event.preventDefault(); walk(key === "ArrowDown" ? 1 : -1); }
});

function escape(target) {
  if ($("dialog[open]")) return; // the browser closes it
  if (document.body.classList.contains("drawer-open")) { setDrawer(false); return; }
  if (typing(target)) { target.blur(); (here() ?? $("#main"))?.focus({ preventScroll: true }); return; }
  closeAside();
}
