// Forms: sent once, left with a warning, dates and phones read as typed and said back.
import { $, $$ } from "./ui.js";

// ---- one submit at a time ----
const busy = (form, on) => $$("button[type=submit], button:not([type])", form).forEach((button) => (on ? button.setAttribute("aria-busy", "true") : button.removeAttribute("aria-busy")));
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  form.dataset.sent = "yes";
  delete form.dataset.typed;
  busy(form, true);
}, true);
const again = (form) => { delete form.dataset.sent; busy(form, false); };
document.body.addEventListener("htmx:afterRequest", (event) => { const form = event.detail.elt?.closest?.("form[data-once]"); if (form) again(form); });
addEventListener("pageshow", () => $$("form[data-once]").forEach(again));

// ---- typed and not sent ----
document.addEventListener("input", (event) => { const form = event.target.closest?.("form[data-warn]"); if (form) form.dataset.typed = "yes"; });
addEventListener("beforeunload", (event) => { if ($$("form[data-typed]").length) event.preventDefault(); });

// ---- what was understood ----
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

export function readDate(text, today = new Date()) {
  const typed = text.trim().toLowerCase();
  let y, m, d, found;
  if (["today", "tomorrow", "yesterday"].includes(typed)) {
    const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() + { today: 0, tomorrow: 1, yesterday: -1 }[typed]);
    return day;
  }
  if ((found = typed.match(/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/)) || (found = typed.match(/^(\d{4})(\d{2})(\d{2})$/))) [y, m, d] = found.slice(1).map(Number);
  else if ((found = typed.match(/^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})$/)) || (found = typed.match(/^(\d{2})(\d{2})(\d{4})$/))) [m, d, y] = found.slice(1).map(Number);
  else if ((found = typed.match(/^(\d{1,2})[. ]*([a-z]{3})[a-z]*\.?,? *(\d{2}|\d{4})$/))) { d = Number(found[1]); m = MONTHS.findIndex((name) => name.toLowerCase() === found[2]) + 1; y = Number(found[3]); }
  else if ((found = typed.match(/^([a-z]{3})[a-z]*\.? *(\d{1,2}),? *(\d{2}|\d{4})$/))) { d = Number(found[2]); m = MONTHS.findIndex((name) => name.toLowerCase() === found[1]) + 1; y = Number(found[3]); }
  else return null;
  if (y < 100) y += y > (today.getFullYear() % 100) + 10 ? 1900 : 2000;
  const day = new Date(y, m - 1, d);
  return day.getFullYear() === y && day.getMonth() === m - 1 && day.getDate() === d ? day : null;
}

export function sayDate(day, today = new Date()) {
  let years = today.getFullYear() - day.getFullYear();
  if (today.getMonth() < day.getMonth() || (today.getMonth() === day.getMonth() && today.getDate() < day.getDate())) years -= 1;
  const age = years >= 1 && years < 130 ? ` · ${years} years ago` : "";
  return `${DAYS[day.getDay()]} ${day.getDate()} ${MONTHS[day.getMonth()]} ${day.getFullYear()}${age}`;
}

export function readPhone(text) {
  const digits = text.replace(/[^\d+]/g, "");
  const plain = digits.replace(/^\+?1(?=\d{10}$)/, "");
  if (/^\d{10}$/.test(plain)) return `(${plain.slice(0, 3)}) ${plain.slice(3, 6)}-${plain.slice(6)}`;
  return /^\+\d{7,15}$/.test(digits) ? digits : null;
}

const readers = { date: (text) => { const day = readDate(text); return day && sayDate(day); }, phone: readPhone };
function echo(input, unsure) {
  const line = document.getElementById(`${input.id}-echo`);
  if (!line) return;
  const text = input.value.trim();
  const said = text ? readers[input.dataset.echo]?.(text) : "";
  line.classList.toggle("unclear", Boolean(text && !said && unsure));
  line.textContent = said || (text && unsure ? { date: "Not understood yet: month, day, year", phone: "Not understood yet: with area code" }[input.dataset.echo] : "");
}
document.addEventListener("input", (event) => { if (event.target.dataset?.echo) echo(event.target, false); });
document.addEventListener("focusout", (event) => { if (event.target.dataset?.echo) echo(event.target, true); });
const echoAll = (from) => $$("[data-echo]", from).forEach((input) => echo(input, false));

// ---- after an answer with errors, the first one has the keyboard ----
const toError = (from) => $('form:not([data-calm]) [aria-invalid="true"]', from)?.focus();
echoAll(document);
toError(document);
document.body.addEventListener("htmx:load", (event) => { echoAll(event.target); if (event.target.closest?.("form") || $("form", event.target)) toError(event.target); });

// ---- files ----
document.addEventListener("change", (event) => {
  const drop = event.target.closest?.("[data-drop]");
  if (!drop || event.target.type !== "file") return;
  const files = [...event.target.files];
  $("[data-drop-name]", drop).textContent = files.length ? files.map((file) => `${file.name} (${Math.max(1, Math.round(file.size / 1024))} KB)`).join(", ") : "Choose a file";
});
for (const [name, on] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(name, (event) => event.target.closest?.("[data-drop]")?.classList.toggle("over", on));
}

// a form of choices alone goes by itself; without scripts it shows a button
document.addEventListener("change", (event) => { if (event.target.form?.hasAttribute("data-submit-on-change")) event.target.form.requestSubmit(); });
