"""A question as a form shows it."""

from dataclasses import dataclass

from courses.questions import Answer, Option, Question


@dataclass(frozen=True)
class Part:
    """This is one row of a question's form: an option, the field in which it is answered, and the answer so far."""

    option: Option
    id: str
    field: str
    value: str = ""

    @property
    def is_chosen(self) -> bool:
        return self.value == self.option.key


@dataclass(frozen=True)
class Asked:
    """This is a question at its place in a form, with the answer so far."""

    number: int
    question: Question
    answer: Answer | None = None

    @property
    def id(self) -> str:
        return f"q{self.number}"

    @property
    def is_answered(self) -> bool:
        return self.answer is not None

    @property
    def is_unreadable(self) -> bool:
        return self.answer is not None and not self.question.is_readable(self.answer)

    @property
    def is_wanting(self) -> bool:
        """This says whether there is no answer, or none that can be marked."""
        return not self.is_answered or self.is_unreadable

    @property
    def choices(self) -> list[Part]:
        """These rows share the question's field, for questions that are answered by choosing."""
        chosen = [self.answer] if isinstance(self.answer, str) else self.answer or ()
        return [
            Part(option, f"{self.id}-{option.key}", self.question.key, option.key if option.key in chosen else "")
            for option in self._options
        ]

    @property
    def parts(self) -> list[Part]:
        """These rows have a field each, for questions that are answered by putting things in their places."""
        answers = self.answer if isinstance(self.answer, dict) else {}
        return [
            Part(option, f"{self.id}-{option.key}", self.question.field(option.key), answers.get(option.key, ""))
            for option in self._options
        ]

    @property
    def places(self) -> list[str]:
        return [str(place) for place in range(1, len(self._options) + 1)]

    @property
    def _options(self) -> tuple[Option, ...]:
        options: tuple[Option, ...] = getattr(self.question, self.question.options[0])
        return options


def asked(questions: tuple[Question, ...], answers: dict[str, Answer]) -> list[Asked]:
    """These are questions in the order in which they are asked, with their answers so far."""
    return [Asked(number, each, answers.get(each.key)) for number, each in enumerate(questions, start=1)]
