// A quiz saves each answer a moment after it was given, and keeps it on this device until the server has it.
import { answersOf, fill } from "./answers.js";
import { Kept, forget, forgetOthers } from "./kept.js";

const SOON = 700;
const AGAIN = 15000;

const cookie = (name) => document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))?.split("=")[1];

class Quiz {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.kept = new Kept(this.words.lmsQuiz);
    this.ahead = Number(this.words.now) - Date.now() / 1000; // of this device's clock, the server's is
    this.state = form.querySelector("[data-lms-state]");
    this.restore();
    form.addEventListener("input", (event) => this.note(event.target.closest("[data-lms-question]")));
    form.addEventListener("submit", (event) => this.leave(event));
    for (const event of ["online", "focus", "pagehide"]) window.addEventListener(event, () => this.save());
    window.addEventListener("pageshow", () => this.arrive());
  }

  // Also by the browser's way back, from a page that could not be reached.
  arrive() {
    this.isBusy = false;
    this.save();
  }

  // What the server has not heard of wins if it is newer, and always over nothing.
  restore() {
    const old = {};
    for (const [key, entry] of Object.entries(this.kept.read())) {
      const question = this.form.querySelector(`[data-lms-question="${CSS.escape(key)}"]`);
      const isNewer = entry.at > Number(this.words.savedAt);
      if (question && (isNewer || !answersOf(question).length)) fill(question, entry.answers);
      else old[key] = entry;
    }
    this.kept.drop(old);
  }

  note(question) {
    if (!question) return;
    const at = Date.now() / 1000 + this.ahead;
    this.kept.put(question.dataset.lmsQuestion, { at, answers: answersOf(question) });
    this.saveIn(SOON);
  }

  saveIn(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), time);
  }

  async save() {
    const entries = this.kept.read();
    if (this.isBusy || this.isOver || !Object.keys(entries).length) return;
    this.isBusy = true;
    this.say("saving");
    const status = await this.send(entries);
    this.isBusy = false;
    this.settle(status, entries);
  }

  async send(entries) {
    const body = new URLSearchParams([["_attempt", this.form.elements._attempt.value]]);
    for (const [key, { answers }] of Object.entries(entries)) {
      body.append("_asked", key);
      for (const [name, value] of answers) body.append(name, value);
    }
    const token = cookie("csrftoken") ?? this.form.elements.csrfmiddlewaretoken.value;
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    const keepalive = String(body).length < 50000;
    return fetch(this.words.save, { method: "POST", body, headers, keepalive, redirect: "manual" }).then(
      (response) => response.status,
      () => 0,
    );
  }

  settle(status, entries) {
    if (status === 204) this.kept.drop(entries);
    this.isOver = status === 409;
    if (status === 204) this.say("saved");
    else if (status === 409) this.say("ended");
    else if (status === 401 || status === 403) this.say("signedOut", this.words.signIn);
    else this.say("offline");
    if (this.isOver) this.kept.drop(this.kept.read());
    else if (Object.keys(this.kept.read()).length) this.saveIn(status === 204 ? SOON : AGAIN);
  }

  say(what, link) {
    const isCalm = what === "saved" || what === "saving";
    this.state.ariaLive = isCalm ? "off" : "polite"; // nobody wants to hear "saved" after each answer
    this.state.dataset.tone = isCalm ? "calm" : "waiting";
    this.state.textContent = this.words[what];
    if (link) this.state.append(" ", Object.assign(document.createElement("a"), { href: link, textContent: this.words.again }));
  }

  leave(event) {
    if (navigator.onLine) this.isBusy = true; // the form itself brings all answers
    else event.preventDefault();
    if (!navigator.onLine) this.say("offline");
  }
}

for (const form of document.querySelectorAll("[data-lms-quiz]")) {
  forgetOthers(form.dataset.lmsQuiz);
  new Quiz(form);
}
for (const page of document.querySelectorAll("[data-lms-handed-in]")) {
  forgetOthers(page.dataset.lmsHandedIn);
  forget(page.dataset.lmsHandedIn);
}
