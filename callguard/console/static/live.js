// Keeps #live as the server sees it: listens to the stream, fetches the fragment, and sends forms.
const SILENCE_MS = 12000;
const page = document.getElementById("main").dataset;
let after = page.after;
let begun = 0;
let shown = 0;
let busy = false;
let again = false;

export const live = () => document.getElementById("live");

function connected(on) {
  const sign = document.getElementById("connection");
  sign.dataset.state = on ? "on" : "off";
  sign.querySelector("[data-on]").hidden = !on;
  sign.querySelector("[data-off]").hidden = on;
}

async function take(address, options, swapped) {
  const turn = ++begun;
  const answer = await fetch(address, options);
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  const document_ = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = document_.getElementById("live");
  if (!fresh) return location.reload();
  const messages = document_.getElementById("messages");
  if (messages) document.getElementById("messages").replaceWith(messages);
  if (turn < shown) return;
  shown = turn;
  const old = live();
  for (const details of old.querySelectorAll("details[id]")) {
    const same = fresh.querySelector(`#${CSS.escape(details.id)}`);
    if (same) same.open = details.open;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  old.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus();
  swapped(old, fresh);
}

// Asked again while an answer is on its way, it fetches once more afterwards, however often.
async function refresh(swapped) {
  again = true;
  if (busy) return;
  busy = true;
  try {
    while (again) {
      again = false;
      const last = live().dataset.call ?? "";
      await take(`${page.fragment}?last=${encodeURIComponent(last)}`, {}, swapped);
    }
  } catch {
    connected(false);
    setTimeout(() => refresh(swapped), 2000);
  } finally {
    busy = false;
  }
}

function sendForms(swapped) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.closest("#live, dialog")) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    try {
      await take(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }, swapped);
    } catch {
      delete form.dataset.sent;
      refresh(swapped);
    }
    form.closest("dialog")?.close();
  });
}

// `changed` may keep a change for itself by returning true; `settle` fetches once more when all is quiet,
// for what jobs write after the call's own change.
export function keepFresh({ changed = () => false, swapped = () => {}, settle = false }) {
  let heard = Date.now();
  let dirty = false;
  let source;
  const on = (kind, act) =>
    source.addEventListener(kind, (event) => {
      heard = Date.now();
      connected(true);
      if (event.lastEventId) after = event.lastEventId;
      act(JSON.parse(event.data));
    });
  const connect = () => {
    source?.close();
    source = new EventSource(`${page.stream}?after=${encodeURIComponent(after)}`);
    source.onopen = () => connected(true);
    source.onerror = () => {
      connected(false);
      if (source.readyState !== EventSource.CLOSED) return;
      refresh(swapped);
      setTimeout(connect, 2000);
    };
    on("reset", () => refresh(swapped));
    on("change", (change) => {
      if (changed(change)) return;
      dirty = settle;
      refresh(swapped);
    });
    on("alive", () => {
      if (dirty) refresh(swapped);
      dirty = false;
    });
  };
  setInterval(() => {
    if (Date.now() - heard < SILENCE_MS) return;
    heard = Date.now();
    connected(false);
    connect();
  }, 1000);
  sendForms(swapped);
  connect();
}
