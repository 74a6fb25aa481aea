// The search field on top: patients as one types, Enter for the first, or for the page with all.
import { $, make, getJson } from "./ui.js";
import { combobox } from "./combobox.js";

const form = $("[data-topsearch]");
if (form) {
  const input = $("input", form);
  combobox(input, $(".options", form), {
    least: 2,
    find: async (text) => (await getJson(`${form.dataset.topsearch}?q=${encodeURIComponent(text)}`)).items,
    choose: (one) => { location.href = one.url; },
    draw: (one) => [make("b", {}, one.label), make("small", {}, one.hint ?? "")],
  });
}
