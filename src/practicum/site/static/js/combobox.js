// The list under a text field: found while typing, walked with the arrows, chosen with Enter.
import { make } from "./ui.js";

export function combobox(input, list, { find, choose, draw, least = 0 }) {
  let choices = [];
  let at = -1;
  let asked = 0;
  let timer = 0;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = () => {
    [...list.querySelectorAll('[role="option"]')].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    const row = list.querySelector(`#${CSS.escape(`${list.id}-${at}`)}`);
    if (row) { input.setAttribute("aria-activedescendant", row.id); row.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  const pick = (index) => { const one = choices[index]; if (one) { close(); choose(one); } };
  const say = (text) => list.replaceChildren(make("li", { class: "options-note", role: "option", "aria-disabled": "true", "aria-selected": "false" }, text));
  const open = () => { list.hidden = false; input.setAttribute("aria-expanded", "true"); };

  async function look() {
    const text = input.value.trim();
    if (text.length < least) { close(); return; }
    const mine = ++asked;
    let found;
    try { found = await find(text); } catch { found = null; }
    if (mine !== asked || document.activeElement !== input) return; // a later question is under way
    choices = found ?? [];
    at = choices.length && text ? 0 : -1;
    if (!choices.length) {
      if (!text) { close(); return; }
      say(found ? "Nothing found" : "Could not look: no connection");
    } else {
      list.replaceChildren(...choices.map((one, index) => {
        const row = make("li", { role: "option", id: `${list.id}-${index}`, "aria-selected": "false" }, ...draw(one));
        row.addEventListener("pointerdown", (event) => { event.preventDefault(); pick(index); });
        return row;
      }));
    }
    open();
    mark();
  }
  const soon = (wait) => { clearTimeout(timer); timer = setTimeout(look, wait); };

  input.addEventListener("input", () => soon(120));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { soon(0); return; }
      at = Math.max(0, Math.min(choices.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
      mark();
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      pick(at);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("blur", () => { clearTimeout(timer); asked++; close(); });
  return { look: () => soon(0), close, isOpen: () => !list.hidden };
}
