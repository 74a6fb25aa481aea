// Passkeys: a button asks the browser for one, and its answer goes into the form's hidden field.
//   <form data-passkey="get|create" data-options="{…}"> or data-options-url, a [data-passkey-start] button,
//   an input [data-passkey-answer]; [data-passkey-says] shows what went wrong.
import { $, $$, csrf } from "./ui.js";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function forCreate(options) {
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) })),
  };
}

function forGet(options) {
  const allowed = options.allowCredentials?.map((one) => ({ ...one, id: bytes(one.id) }));
  return { ...options, challenge: bytes(options.challenge), allowCredentials: allowed };
}

function answerOf(key) {
  const response = { clientDataJSON: text(key.response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[part]) response[part] = text(key.response[part]);
  }
  if (key.response.getTransports) response.transports = key.response.getTransports();
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsUrl, { method: "POST", headers: { "X-CSRFToken": csrf() }, credentials: "same-origin" });
  if (!answer.ok) throw new Error("no options");
  return JSON.parse((await answer.json()).options);
}

async function ask(form) {
  const options = await optionsOf(form);
  const key = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: forCreate(options) })
    : await navigator.credentials.get({ publicKey: forGet(options) });
  $("[data-passkey-answer]", form).value = answerOf(key);
}

for (const form of $$("form[data-passkey]")) {
  const start = $("[data-passkey-start]", form);
  const says = $("[data-passkey-says]", form);
  if (!window.PublicKeyCredential) { start.hidden = true; continue; }
  start.hidden = false;
  start.addEventListener("click", async () => {
    start.disabled = true;
    says.textContent = "";
    try {
      await ask(form);
      if ("passkeySend" in form.dataset) form.requestSubmit();
      else says.textContent = "Your passkey has answered. Go on below.";
    } catch (problem) {
      says.textContent = problem.name === "InvalidStateError"
        ? "This device has a passkey here already."
        : "The passkey was not used. Try again, or choose another way.";
    }
    start.disabled = false;
  });
}
