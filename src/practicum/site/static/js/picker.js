// References are picked by typing part of their name; the id goes into the hidden field beside.
import { $, $$, make, getJson } from "./ui.js";
import { combobox } from "./combobox.js";

const lines = (one) => [make("b", {}, one.label), one.hint ? make("small", {}, one.hint) : null];

function picker(box) {
  if (box.dataset.ready) return;
  box.dataset.ready = "yes";
  const input = $('[role="combobox"]', box);
  const list = $(".options", box);
  const hidden = $(':scope > input[type="hidden"]', box);
  const many = box.dataset.many;
  const find = async (text) => (await getJson(`/refs/${box.dataset.picker}/?q=${encodeURIComponent(text)}`)).choices;
  let label = input.value;

  const choose = (one) => {
    if (many) { add(one); input.value = ""; return; }
    hidden.value = one.id;
    label = input.value = one.label;
    box.classList.add("chosen");
    input.removeAttribute("aria-invalid");
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const add = (one) => {
    const chosen = $("[data-chosen]", box);
    if ($$("input", chosen).some((field) => field.value === String(one.id))) return;
    chosen.append(make("span", { class: "chip", "data-one": true }, make("input", { type: "hidden", name: many, value: one.id }), one.label,
      make("button", { class: "chip-x", type: "button", "aria-label": `Take away ${one.label}`, "data-take-away": true }, "×")));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const control = combobox(input, list, { find, choose, draw: lines });
  input.addEventListener("focus", () => { input.select(); if (!input.value) control.look(); });
  input.addEventListener("click", () => { if (!control.isOpen()) control.look(); });
  // text that was typed over a choice is no choice: nothing is sent that the eye does not see
  input.addEventListener("input", () => { if (!many && input.value !== label) { hidden.value = ""; box.classList.remove("chosen"); } });
  input.addEventListener("blur", () => { if (!many && !hidden.value && input.value) input.setAttribute("aria-invalid", "true"); });
}

const all = (from) => $$("[data-picker]", from).forEach(picker);
all(document);
document.body.addEventListener("htmx:load", (event) => all(event.target));
document.addEventListener("click", (event) => { event.target.closest?.("[data-take-away]")?.closest("[data-one]")?.remove(); });
