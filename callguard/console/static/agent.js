// The agent's page: words as they come, and keys for what the agent does.
import "./clock.js";
import { keepFresh, live } from "./live.js";

let kinds = [];

function showNewest() {
  const lines = live().querySelector(".lines");
  if (lines) lines.scrollTop = lines.scrollHeight;
}

function show(speaker, text) {
  const line = live().querySelector(`[data-partial="${CSS.escape(speaker)}"]`);
  if (!line) return;
  line.querySelector("span").textContent = text;
  line.hidden = text === "";
  showNewest();
}

keepFresh({
  changed(change) {
    kinds = change.kinds;
    if (!kinds.includes("words")) return false;
    if (change.call === live().dataset.call) show(change.speaker, change.text);
    return true;
  },
  swapped(old, fresh) {
    if (!kinds.includes("speech_heard") && old.dataset.call === fresh.dataset.call) {
      for (const line of old.querySelectorAll("[data-partial]:not([hidden])")) {
        show(line.dataset.partial, line.querySelector("span").textContent);
      }
    }
    showNewest();
    const sentence = fresh.querySelector(".sentence");
    if (!sentence || fresh.dataset.prompt === old.dataset.prompt) return;
    fresh.querySelector(".prompt").classList.add("new");
    const spoken = document.getElementById("spoken");
    spoken.lang = sentence.lang;
    spoken.textContent = sentence.textContent;
  },
});

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, a, button")) return;
  const button = live().querySelector(`button[data-key="${CSS.escape(event.code)}"]`);
  if (!button) return;
  event.preventDefault();
  button.form.requestSubmit(button);
});

showNewest();
