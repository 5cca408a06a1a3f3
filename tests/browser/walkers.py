"""People who walk through the site in a browser: with a pointer, or with the keyboard alone."""

from tests.browser import answers

VISIBLE_FOCUS = """element => {
  const style = getComputedStyle(element);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
}"""


class Walker:
    """Somebody in a browser of their own, who reaches things by their name as it is read out."""

    def __init__(self, page, name):
        self.page = page
        self.name = name
        self.email = f"{name.split()[0].lower()}@example.org"

    def reach(self, role, name, *, exact=False):
        return self.page.locator("body").get_by_role(role, name=name, exact=exact).first

    def has(self, role, name, *, exact=False):
        return self.reach(role, name, exact=exact).count() > 0

    def press(self, role, name, *, exact=False):
        self.reach(role, name, exact=exact).click()

    def fill(self, label, text):
        self.type(self.page.get_by_label(label), text)

    def type(self, field, text):
        field.fill(text)

    def choose(self, group, option):
        self.pick(self.page.get_by_role("group", name=group), option)

    def pick(self, group, option):
        """One of several."""
        group.get_by_label(option, exact=True).check()

    def tick(self, label):
        self.set(self.page.get_by_label(label))

    def set(self, box):
        box.check()

    def select(self, field, option):
        field.select_option(label=option)

    def heading(self):
        return self.page.locator("h1").inner_text()

    def answer(self, question):
        """Answers a question of a quiz, given as its folder has it, rightly."""
        shown = self.page.locator(f'[data-lms-question="{question["id"]}"]')
        getattr(self, f"answer_{question['type']}")(shown, question)

    def answer_single(self, shown, question):
        [right] = answers.right_choices(question)
        self.pick(shown, right)

    def answer_multiple(self, shown, question):
        for choice in answers.right_choices(question):
            self.set(shown.get_by_label(choice, exact=True))

    def answer_true_false(self, shown, question):
        self.pick(shown, "True" if question["answer"] else "False")

    def answer_short_text(self, shown, question):
        self.type(shown.get_by_role("textbox"), question["answers"][0].upper())

    def answer_number(self, shown, question):
        self.type(shown.get_by_role("textbox"), str(question["answer"]).replace(".", ","))

    def answer_ordering(self, shown, question):
        for item, place in answers.right_places(question).items():
            self.select(shown.get_by_label(item), place)

    def answer_matching(self, shown, question):
        for left, right in answers.right_matches(question).items():
            self.select(shown.get_by_label(left, exact=True), right)


class KeyboardWalker(Walker):
    """Somebody who has no pointer: everything is reached by Tab, and what has the focus must show it."""

    def focus(self, target):
        target.wait_for()
        handle = target.element_handle()
        for _step in range(150):
            if handle.evaluate("element => element === document.activeElement"):
                assert handle.evaluate(VISIBLE_FOCUS)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target}")

    def press(self, role, name, *, exact=False):
        self.focus(self.reach(role, name, exact=exact))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, field, text):
        self.focus(field)
        self.page.keyboard.type(text)

    def pick(self, group, option):
        checked = group.get_by_role("radio", checked=True)
        self.focus(checked if checked.count() else group.get_by_role("radio").first)
        wanted = group.get_by_label(option, exact=True)
        self.page.keyboard.press("Space")
        for _step in range(group.get_by_role("radio").count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never reach {option}")

    def set(self, box):
        self.focus(box)
        self.page.keyboard.press("Space")

    def select(self, field, option):
        self.focus(field)
        for _step in range(field.locator("option").count()):
            if field.evaluate("field => field.selectedOptions[0].label.trim()") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never reach {option}")
