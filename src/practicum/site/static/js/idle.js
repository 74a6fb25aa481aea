// Before the server signs an idle person out they are asked; any real activity keeps them in.
import { $ } from "./ui.js";

const minutes = Number(document.body.dataset.idleMinutes);
if (minutes && "signedIn" in document.body.dataset) {
  const WARN = 60;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("practicum-idle") : null;
  const dialog = $("#idle");
  let active = Date.now(); // last activity in any tab
  let told = Date.now(); // when the server last heard of it

  const tell = async () => {
    told = Date.now();
    try {
      const answer = await fetch("/shell/awake/", { method: "POST", headers: { "X-CSRFToken": $('meta[name="csrf"]').content }, credentials: "same-origin" });
      if (answer.status === 401 || answer.redirected) location.reload();
    } catch { /* a lost connection shows elsewhere */ }
  };
  const stir = () => {
    if (dialog.open) return; // then it takes the button
    const now = Date.now();
    if (now - active > 2000) channel?.postMessage("active");
    active = now;
    // typing for long without sending must not end the session: tell the server now and then
    if (now - told > minutes * 60000 / 5) tell();
  };
  ["keydown", "pointerdown", "wheel", "touchstart"].forEach((name) => addEventListener(name, stir, { passive: true, capture: true }));
  channel?.addEventListener("message", () => { active = Date.now(); if (dialog.open) dialog.close(); });
  $("[data-idle-stay]", dialog).addEventListener("click", () => { dialog.close(); active = Date.now(); channel?.postMessage("active"); tell(); });
  dialog.addEventListener("cancel", (event) => event.preventDefault());

  setInterval(() => {
    const left = Math.round(minutes * 60 - (Date.now() - active) / 1000);
    if (left <= 0) { location.reload(); return; }
    if (left > WARN) return;
    $("[data-idle-left]", dialog).textContent = left;
    if (!dialog.open) dialog.showModal();
  }, 1000);
}
