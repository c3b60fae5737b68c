// Counts talk clocks on between two answers of the server. A clock without data-running stands still.
const born = new WeakMap();

const figures = (seconds) => {
  const whole = Math.floor(Math.abs(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

function tick(clock) {
  const now = performance.now();
  if (!born.has(clock)) born.set(clock, now);
  const ran = "running" in clock.dataset ? (now - born.get(clock)) / 1000 : 0;
  const talked = Number(clock.dataset.talked) + ran;
  const limit = Number(clock.dataset.limit);
  const over = talked >= limit;
  clock.dataset.level = over ? "over" : talked >= Number(clock.dataset.near) ? "near" : "calm";
  clock.querySelector("[data-elapsed]").textContent = figures(talked);
  clock.querySelector("[data-left]").hidden = over;
  clock.querySelector("[data-over]").hidden = !over;
  for (const left of clock.querySelectorAll(".left span")) left.textContent = figures(limit - talked);
  clock.querySelector(".fill").setAttribute("width", Math.min(100, (100 * talked) / limit));
}

setInterval(() => document.querySelectorAll("[data-clock]").forEach(tick), 250);
