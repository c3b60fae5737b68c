// The wallboard: a call is ended only after it was asked for twice.
import "./clock.js";
import { keepFresh } from "./live.js";

const dialog = document.getElementById("ask");

keepFresh({ settle: true });

document.addEventListener("click", async (event) => {
  const ask = event.target.closest("a[data-ask]");
  const cancel = event.target.closest("dialog a[data-cancel]");
  if (!ask && !cancel) return;
  event.preventDefault();
  if (cancel) return dialog.close();
  const answer = await fetch(ask.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const question = page.getElementById("confirm");
  if (!question) return location.assign(ask.href);
  dialog.replaceChildren(question);
  dialog.showModal();
});
