// Small behaviours every page has: menus, dialogs, toasts, theme, the drawer, and htmx's manners.

export const $ = (selector, from = document) => from.querySelector(selector);
export const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
export const csrf = () => $('meta[name="csrf"]')?.content ?? "";

// Texts come from the server or a person: they are only ever set as text.
export function make(tag, attributes = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...inside.filter((part) => part !== null && part !== undefined));
  return node;
}

export function icon(name) {
  const sprite = $("[data-sprite]")?.dataset.sprite ?? "/static/vendor/icons.svg";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

export async function getJson(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// ---- toasts, with undo ----
export function toast({ text, undo = null, seconds = undo ? 12 : 5 }) {
  const region = $("#toasts");
  if (!region || !text) return;
  const box = make("div", { class: "toast" }, make("span", {}, text));
  const leave = () => { box.classList.add("leaving"); setTimeout(() => box.remove(), 320); };
  if (undo) {
    const button = make("button", { class: "btn small", type: "button" }, undo.label ?? "Undo");
    button.addEventListener("click", async () => {
      leave();
      const body = new FormData();
      for (const [name, value] of Object.entries(undo.fields ?? {})) [value].flat().forEach((one) => body.append(name, one));
      const answer = await fetch(undo.url, { method: "POST", body, headers: { "X-CSRFToken": csrf() }, credentials: "same-origin" });
      toast({ text: answer.ok ? "Undone" : "It could not be undone. Open it to see why." });
      document.body.dispatchEvent(new CustomEvent("undone", { bubbles: true }));
    });
    box.append(button);
  }
  region.append(box);
  let left = setTimeout(leave, seconds * 1000);
  const stay = () => clearTimeout(left);
  const go = () => { left = setTimeout(leave, 3000); };
  box.addEventListener("pointerenter", stay);
  box.addEventListener("focusin", stay);
  box.addEventListener("pointerleave", go);
  box.addEventListener("focusout", go);
}
document.addEventListener("toast", (event) => toast(event.detail));

// ---- theme: system, then what the person chose, kept in a cookie so that the first paint is right ----
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-theme-toggle]")) return;
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
});

// ---- menus open under their button, and arrows walk them ----
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.classList?.contains("menu")) return;
  const button = $(`[data-menu="${menu.id}"]`);
  button?.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState !== "open" || !button) return;
  const at = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = at.bottom + 6 + size.height < innerHeight;
  menu.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - size.height - 6)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.right - size.width, innerWidth - size.width - 8))}px`;
  $(".menu-item", menu)?.focus();
}, true);
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu");
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const items = $$(".menu-item", menu);
  const step = event.key === "ArrowDown" ? 1 : -1;
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
  event.preventDefault();
});

// ---- dialogs, the drawer, closing the open item ----
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) $(`#${CSS.escape(opener.dataset.dialog)}`)?.showModal();
  if (event.target.closest?.("[data-dismiss]")) event.target.closest("dialog")?.close();
  if (event.target.matches?.("dialog")) event.target.close(); // the backdrop
  const drawer = event.target.closest?.("[data-drawer]");
  if (drawer) setDrawer(!document.body.classList.contains("drawer-open"));
  else if (document.body.classList.contains("drawer-open") && !event.target.closest?.(".rail")) setDrawer(false);
  const close = event.target.closest?.("[data-close]");
  if (close && close.closest("#aside")) { event.preventDefault(); closeAside(); }
});
export function setDrawer(open) {
  document.body.classList.toggle("drawer-open", open);
  $("[data-drawer]")?.setAttribute("aria-expanded", String(open));
  if (open) $(".rail-link")?.focus();
}

let opener = null;
export function closeAside() {
  const aside = $("#aside");
  if (!aside?.firstElementChild) return false;
  const back = $("[data-close]", aside)?.getAttribute("href");
  aside.replaceChildren();
  $$("[data-row].current").forEach((row) => row.classList.remove("current"));
  if (back && back !== "?") history.replaceState(history.state, "", back);
  (opener?.isConnected ? opener : $("[data-row]"))?.focus({ preventScroll: true });
  return true;
}

// the tab one is on stays in sight where tabs scroll
$$(".tab[aria-current]").forEach((tab) => { tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 40; });

// ---- htmx ----
document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrf();
  // a page that refreshes itself is nobody's activity
  if (event.detail.triggeringEvent?.type?.startsWith("live:")) event.detail.headers["X-Background"] = "1";
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const { target, elt } = event.detail;
  if (target?.id !== "aside") return;
  const row = elt.closest("[data-row]");
  if (row) {
    opener = row;
    $$("[data-row].current").forEach((other) => other.classList.remove("current"));
    row.classList.add("current");
  }
});
// the row of what is open stays marked when the list was fetched again or the next item opened by itself
function markCurrent() {
  if (!$("#aside")?.firstElementChild) return;
  const mine = (row) => [row.matches("a") ? row : null, ...$$("[data-open]", row)].some((link) => link?.href && new URL(link.href).pathname === location.pathname);
  const fitting = $$("[data-row]").filter(mine);
  // several rows may lead to one address: whichever was opened stays the one
  if (!fitting.length || fitting.some((row) => row.classList.contains("current"))) return;
  $$("[data-row].current").forEach((other) => other.classList.remove("current"));
  fitting[0].classList.add("current");
}
document.body.addEventListener("htmx:afterSettle", () => requestAnimationFrame(markCurrent));
document.body.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.target;
  if (target?.id === "aside" && target.firstElementChild) {
    target.scrollTop = 0;
    if (matchMedia("(max-width: 860px)").matches) scrollTo({ top: 0, behavior: "instant" });
    // say what opened, without taking the keyboard away from the list on a wide screen
    if (matchMedia("(max-width: 860px)").matches || !document.activeElement?.closest("[data-row]")) $("#detail-title", target)?.focus({ preventScroll: true });
  }
  if (target?.matches?.(".band-form")) { target.hidden = false; $("input:not([type=hidden])", target)?.focus(); }
  const band = target?.matches?.("[data-band], .band") ? target : $(".band", target ?? document);
  if (band && target?.id === "band") band.scrollIntoView({ block: "nearest" });
});
for (const trouble of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(trouble, () => toast({ text: "No connection to Practicum. Nothing was changed; try again in a moment." }));
}
document.body.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr?.status;
  if (status === 401) location.reload();
  else toast({ text: status >= 500 ? "Something went wrong here. It has been noted; reload to see what happened." : "That was not accepted. Reload the page and try again." });
});

document.addEventListener("click", (event) => { if (event.target.closest?.("[data-print]")) print(); });
