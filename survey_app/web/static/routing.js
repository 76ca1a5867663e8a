// Which items a respondent is asked. core/questionnaire/routing.py is this module for
// the server; tests/vectors/routing.json holds both to the same answers.

const answered = (answers, item) => Object.prototype.hasOwnProperty.call(answers, item);

export function holds(rule, answers) {
  if ("all" in rule) return rule.all.every((each) => holds(each, answers));
  if ("any" in rule) return rule.any.some((each) => holds(each, answers));
  if ("not" in rule) return !holds(rule.not, answers);
  if ("item" in rule && "in" in rule) {
    if (!answered(answers, rule.item)) return false;
    const chosen = [].concat(answers[rule.item]);
    return chosen.some((each) => rule.in.includes(each));
  }
  throw new Error(`not a rule: ${JSON.stringify(rule)}`);
}

// The items asked, in order, each with its answer so far or null. An answer to an item
// that is routed out counts for nothing, also not in the rules of later items.
export function route(steps, answers) {
  const asked = {};
  const counted = {};
  for (const [item, rule] of steps) {
    if (rule === null || holds(rule, counted)) {
      const known = answered(answers, item);
      asked[item] = known ? answers[item] : null;
      if (known) counted[item] = answers[item];
    }
  }
  return asked;
}
