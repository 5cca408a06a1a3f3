// Answers that the server has not confirmed yet, kept on this device under the learner and the attempt they belong to.
const PREFIX = "lms-quiz:";

export class Kept {
  constructor(owner) {
    this.name = PREFIX + owner;
    this.copy = {};
    this.isBroken = false; // no storage, or a full one: the page remembers as long as it is open
  }

  read() {
    try {
      if (!this.isBroken) this.copy = JSON.parse(localStorage.getItem(this.name) ?? "{}");
    } catch {
      this.isBroken = true;
    }
    return this.copy;
  }

  put(question, entry) {
    this.read()[question] = entry;
    this.write();
  }

  // What was given anew in the meantime stays.
  drop(entries) {
    const copy = this.read();
    for (const [question, { at }] of Object.entries(entries)) {
      if (copy[question]?.at === at) delete copy[question];
    }
    this.write();
  }

  write() {
    try {
      if (Object.keys(this.copy).length) localStorage.setItem(this.name, JSON.stringify(this.copy));
      else localStorage.removeItem(this.name);
    } catch {
      this.isBroken = true;
    }
  }
}

const names = () => {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
};

// A device may have several learners: nothing of another one's is left lying about.
export const forgetOthers = (owner) => {
  const own = PREFIX + owner.split(":")[0];
  for (const name of names()) if (!name.startsWith(own)) localStorage.removeItem(name);
};

export const forget = (owner) => {
  for (const name of names()) if (name === PREFIX + owner) localStorage.removeItem(name);
};
