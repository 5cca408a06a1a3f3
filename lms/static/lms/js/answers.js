// What stands in the fields of a question, read and written.
const fieldsOf = (question) => [...question.elements].filter((field) => field.name && field.type !== "hidden");
const isTicked = (field) => field.type === "radio" || field.type === "checkbox";
const isGiven = (field) => (isTicked(field) ? field.checked : field.value.trim() !== "");

export const answersOf = (question) => fieldsOf(question).filter(isGiven).map((field) => [field.name, field.value]);

export const fill = (question, answers) => {
  for (const field of fieldsOf(question)) {
    const given = answers.filter(([name]) => name === field.name).map(([, value]) => value);
    if (isTicked(field)) field.checked = given.includes(field.value);
    else field.value = given[0] ?? "";
  }
};
