// Live updates: one connection for all tabs of a browser. Whichever tab holds the lock keeps it and tells
// the others; when that tab closes, the lock passes on. A topic arrives as the event `live:<topic>` on body,
// which htmx attributes listen to; each tab waits a random moment first, so that a busy topic makes no storm.
import { $, $$ } from "./ui.js";

const url = document.body.dataset.liveUrl;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("practicum-live") : null;
const pending = new Map();
const SPREAD = 350;

function announce(topic) {
  if (pending.has(topic)) return; // it is about to be told anyway
  pending.set(topic, setTimeout(() => {
    pending.delete(topic);
    if (document.visibilityState === "hidden") missed.add(topic);
    else document.body.dispatchEvent(new CustomEvent(`live:${topic}`));
  }, Math.random() * SPREAD));
}

// a tab nobody looks at asks nothing; it catches up when it is looked at
const missed = new Set();
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  const topics = [...missed];
  missed.clear();
  topics.forEach(announce);
});

function follow() {
  let wait = 1000;
  let source = null;
  let gap = false;
  const connect = () => {
    source = new EventSource(url);
    source.addEventListener("open", () => {
      wait = 1000;
      if (gap) { announce("resync"); channel?.postMessage({ topics: ["resync"] }); }
      gap = false;
    });
    source.addEventListener("topics", (event) => {
      const topics = JSON.parse(event.data);
      channel?.postMessage({ topics });
      topics.forEach(announce);
    });
    source.addEventListener("ended", () => { source.close(); channel?.postMessage({ ended: true }); ended(); });
    source.addEventListener("error", () => {
      source.close();
      gap = true;
      setTimeout(connect, wait * (0.7 + Math.random() * 0.6));
      wait = Math.min(wait * 2, 60000);
    });
  };
  connect();
}

let over = false;
function ended() {
  if (over) return;
  over = true;
  location.reload(); // the server sends to the sign-in page and back here afterwards
}

if (url && "signedIn" in document.body.dataset) {
  channel?.addEventListener("message", (event) => {
    if (event.data.ended) ended();
    else event.data.topics?.forEach(announce);
  });
  if (navigator.locks && channel) navigator.locks.request("practicum-live", () => new Promise(follow));
  else follow();
  // after a gap nobody knows what was missed: everything live looks again
  document.body.addEventListener("live:resync", () => $$("[data-live]").forEach((part) => {
    for (const topic of (part.getAttribute("hx-trigger") ?? "").matchAll(/live:([^\s,]+)/g)) document.body.dispatchEvent(new CustomEvent(`live:${topic[1]}`));
  }));
}

// ---- nothing jumps ----
const keep = new WeakMap();
const words = (row) => { const copy = row.cloneNode(true); $$("time, .when", copy).forEach((one) => one.remove()); return copy.textContent.replace(/\s+/g, " ").trim(); };

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target;
  if (!part?.matches?.("[data-live]")) return;
  const seen = new Map($$("[data-row][id]", part).map((row) => [row.id, words(row)]));
  const anchor = part.querySelector("[data-row]:hover") ?? document.activeElement?.closest?.("[data-row]") ?? part.querySelector("[data-row].current")
    ?? $$("[data-row]", part).find((row) => row.getBoundingClientRect().top >= 0);
  keep.set(part, {
    seen,
    current: part.querySelector("[data-row].current")?.id,
    focus: part.contains(document.activeElement) ? (document.activeElement.id || document.activeElement.closest("[data-row]")?.id) : null,
    anchor: anchor?.id && part.contains(anchor) ? { id: anchor.id, top: anchor.getBoundingClientRect().top } : null,
  });
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  const part = event.detail.target;
  const was = part && keep.get(part);
  if (!was) return;
  keep.delete(part);
  if (was.current) document.getElementById(was.current)?.classList.add("current");
  if (was.focus && document.activeElement === document.body) document.getElementById(was.focus)?.focus({ preventScroll: true });
  const anchor = was.anchor && document.getElementById(was.anchor.id);
  if (anchor) scrollBy({ top: anchor.getBoundingClientRect().top - was.anchor.top, behavior: "instant" });
  for (const row of $$("[data-row][id]", part)) {
    if (was.seen.get(row.id) !== words(row)) {
      row.classList.add("changed");
      setTimeout(() => row.classList.remove("changed"), 2000);
    }
  }
});

// the count of open work, in its three places
document.body.addEventListener("live:worklist", async () => {
  try {
    const answer = await fetch("/shell/work/", { headers: { Accept: "application/json", "X-Background": "1" }, credentials: "same-origin" });
    if (!answer.ok) return;
    const { count, late } = await answer.json();
    for (const badge of $$("[data-work-count]")) {
      badge.hidden = !count;
      badge.classList.toggle("late", late > 0);
      badge.firstChild.textContent = count < 100 ? count : "99+";
      const more = $(".sr-only", badge);
      if (more) more.textContent = ` open${late ? `, ${late} late` : ""}`;
    }
  } catch { /* the next change tells it again */ }
});
