// The time that a code still stands counts down without a sound, and says so once when it is over.
for (const place of document.querySelectorAll("[data-lms-time-left]")) {
  const end = Date.now() + Number(place.dataset.lmsTimeLeft) * 1000;
  const timer = setInterval(tick, 1000);
  tick();

  function tick() {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const clock = place.querySelector("[data-lms-left]");
    if (left > 0) {
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      return;
    }
    clearInterval(timer);
    place.setAttribute("role", "status");
    place.textContent = place.dataset.over;
  }
}
