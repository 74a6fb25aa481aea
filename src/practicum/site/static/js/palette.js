// Ctrl-K: every page and action this person may take, by its plain name.
import { $, $$, make, icon, getJson } from "./ui.js";

let items = null;
let shown = [];
let at = 0;
let hurried = false; // Enter was pressed before the list had come

// Letters in order, words first: "bov" finds "Book a visit". Higher is better; null is no match.
export function score(text, query) {
  const low = text.toLowerCase();
  const whole = low.indexOf(query);
  if (whole === 0) return 1000 - text.length;
  if (whole > 0) return (/\W/.test(low[whole - 1]) ? 800 : 600) - whole - text.length / 10;
  let from = 0, points = 0, last = -2;
  for (const letter of query.replaceAll(" ", "")) {
    const found = low.indexOf(letter, from);
    if (found < 0) return null;
    points += found === last + 1 ? 8 : found === 0 || /\W/.test(low[found - 1]) ? 10 : 1;
    last = found;
    from = found + 1;
  }
  return points * 4 - text.length / 10;
}

function matches(query) {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return items.filter((item) => item.often || item.kind === "page").slice(0, 40);
  return items
    .map((item) => ({ item, points: Math.max(score(item.label, wanted) ?? -1, (score(item.hint ?? "", wanted) ?? -1) - 500) }))
    .filter(({ points }) => points > wanted.length * 16)
    .sort((one, other) => other.points - one.points)
    .slice(0, 30)
    .map(({ item }) => item);
}

function draw(dialog) {
  const list = $(".palette-list", dialog);
  const input = $("input", dialog);
  shown = items ? matches(input.value) : [];
  at = Math.min(at, Math.max(0, shown.length - 1));
  list.replaceChildren();
  let group = null;
  shown.forEach((item, index) => {
    if (!input.value && item.group !== group) { group = item.group; list.append(make("li", { class: "palette-group", role: "presentation" }, group)); }
    const row = make("li", { class: "palette-item", role: "option", id: `palette-${index}`, "aria-selected": String(index === at) },
      icon(item.icon), make("b", {}, item.label), make("small", {}, item.hint ?? ""), item.keys ? make("kbd", {}, item.keys) : make("span", { class: "where" }, input.value ? item.group : ""));
    row.addEventListener("pointermove", () => { if (at !== index) { at = index; mark(dialog); } });
    row.addEventListener("click", (event) => go(item, event.ctrlKey || event.metaKey));
    list.append(row);
  });
  $(".palette-empty", dialog).hidden = !items || shown.length > 0;
  mark(dialog);
}

function mark(dialog) {
  $$('[role="option"]', dialog).forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
  const row = $(`#palette-${at}`, dialog);
  if (row) $("input", dialog).setAttribute("aria-activedescendant", row.id);
  else $("input", dialog).removeAttribute("aria-activedescendant");
  row?.scrollIntoView({ block: "nearest" });
}

function go(item, elsewhere) {
  if (elsewhere) window.open(item.url, "_blank", "noopener");
  else location.href = item.url;
}

function build(dialog) {
  const input = make("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list", "aria-label": "What do you want to do?", placeholder: "What do you want to do?", autocomplete: "off", spellcheck: "false" });
  dialog.replaceChildren(
    make("div", { class: "palette-head" }, icon("command"), input, make("kbd", {}, "Esc")),
    make("ul", { class: "palette-list", id: "palette-list", role: "listbox", "aria-label": "Pages and actions", tabindex: "-1" }),
    make("p", { class: "palette-empty", hidden: true }, "Nothing you may do is called that."),
    make("div", { class: "palette-foot", "aria-hidden": "true" }, make("span", {}, make("kbd", {}, "↑"), " ", make("kbd", {}, "↓"), " choose"), make("span", {}, make("kbd", {}, "Enter"), " open"), make("span", {}, make("kbd", {}, "Ctrl Enter"), " in a new tab")),
  );
  input.addEventListener("input", () => { at = 0; draw(dialog); });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) { event.preventDefault(); at = Math.max(0, Math.min(shown.length - 1, at + step)); mark(dialog); }
    else if (event.key === "Enter") {
      event.preventDefault();
      if (shown[at]) go(shown[at], event.ctrlKey || event.metaKey);
      hurried = !items;
    } else hurried = false;
  });
}

export async function openPalette() {
  const dialog = $("#palette");
  if (!dialog) return;
  if (dialog.open) { dialog.close(); return; }
  if (!dialog.firstElementChild) build(dialog);
  const input = $("input", dialog);
  input.value = "";
  at = 0;
  hurried = false;
  dialog.showModal();
  input.focus();
  draw(dialog);
  if (!items) {
    try { items = (await getJson(dialog.dataset.paletteUrl)).items; } catch { items = []; }
    draw(dialog);
    if (hurried && dialog.open && shown[at]) go(shown[at]);
  }
}

document.addEventListener("click", (event) => { if (event.target.closest?.("[data-palette]")) openPalette(); });
