// A clock that counts down without a sound, says so twice near the end, and hands the form in when time is over.
const MARKS = [
  [60, "one"],
  [300, "five"],
];

class Countdown {
  constructor(clock) {
    this.clock = clock;
    this.end = Date.now() + Number(clock.dataset.lmsCountdown) * 1000;
    this.said = "";
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  get left() {
    return Math.max(0, Math.ceil((this.end - Date.now()) / 1000));
  }

  tick() {
    const [minutes, seconds] = [Math.floor(this.left / 60), this.left % 60];
    this.clock.querySelector("[data-lms-left]").textContent = `${minutes}:${String(seconds).padStart(2, "0")}`;
    const mark = MARKS.find(([limit]) => this.left <= limit);
    if (mark) this.say(mark[1]);
    if (this.left === 0) this.handIn();
  }

  // A text that is set again would be read out again.
  say(what) {
    if (this.said === what) return;
    this.said = what;
    this.clock.querySelector("[data-lms-warning]").textContent = this.clock.dataset[what];
  }

  handIn() {
    clearInterval(this.timer);
    this.say("over");
    const form = document.querySelector("[data-lms-quiz]");
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "_over", value: "1" }));
    form.requestSubmit();
  }
}

for (const clock of document.querySelectorAll("[data-lms-countdown]")) new Countdown(clock);
