// What went wrong: a code and its facts. Screens choose the words.

export class Problem extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}
