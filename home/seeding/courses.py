"""Courses of the demo and, up to the wanted number, ones of the same shape with words of no meaning to learn from."""

import datetime as dt
import tempfile
from pathlib import Path

import yaml

from courses.folder.importing import import_path
from courses.models import Course
from home import demo

TITLES = [
    "Measuring a network",
    "An exchange point for your country",
    "Names in every script",
    "Spam and phishing",
    "Children on the Internet",
    "Running a mail server",
    "IPv6 step by step",
    "Policy in one page",
    "The cost of a shutdown",
    "Cables and landing stations",
    "Satellites over islands",
    "Radio for neighbours",
    "Accessible pages",
    "Time on the network",
    "Certificates of servers",
    "Writing a proposal",
    "Speaking for your community",
    "Open standards",
]
SENTENCES = [
    "A packet carries two addresses, and every router on its way reads one of them.",
    "In Suva, Quito and Kisumu the same rules hold, whatever the cable is made of.",
    "Ask first who will use it, then who will pay for it, then who will mend it.",
    "What is measured once is an opinion; what is measured each week is a fact.",
    "Write down what you changed, when, and how to take it back.",
    "A slow line is not a bad line, if pages are small and wait for nobody.",
    "Neighbours who meet at an exchange need no long way round through another continent.",
    "Nobody owns the Internet, and many people look after it.",
]
MODULES = LESSONS = 3
QUESTIONS = 6
PARAGRAPHS = 12


def make(number: int, *, now: dt.datetime) -> list[Course]:
    """This makes so many courses, or leaves those that are there, and gives them in the order of their codes."""
    for ready in demo.folders()[:number]:
        demo.load_course(ready)
    for title in TITLES[: max(0, number - Course.objects.count())]:
        with tempfile.TemporaryDirectory() as folder:
            import_path(write(Path(folder), title), now=now, publish=True)
    return list(Course.objects.order_by("code")[:number])


def write(root: Path, title: str) -> Path:
    """This writes a course folder: modules of lessons, and a quiz at the end of each."""
    folder = root / title.lower().replace(" ", "-")
    folder.mkdir()
    facts = {
        "title": title,
        "slug": folder.name,
        "summary": SENTENCES[len(title) % len(SENTENCES)],
        "language": "en",
        "level": ["beginner", "intermediate", "advanced"][len(title) % 3],
        "hours": 1 + len(title) % 4,
        "pace": "self-paced",
        "licence": "CC-BY-4.0",
        "attribution": {"author": "Footbridge", "title": title},
        "topics": ["Internet basics"],
        "outcomes": SENTENCES[:3],
    }
    write_yaml(folder / "course.yaml", facts)
    for module in range(1, MODULES + 1):
        write_module(folder / f"{module:02}-part-{module}", title, module)
    return folder


def write_module(folder: Path, title: str, module: int) -> None:
    folder.mkdir()
    write_yaml(folder / "module.yaml", {"title": f"{title}, part {module}", "summary": SENTENCES[module]})
    for lesson in range(1, LESSONS + 1):
        text = "\n\n".join(" ".join(SENTENCES[(place + lesson) % 8 :][:3]) for place in range(PARAGRAPHS))
        head = f"---\ntitle: {title} {module}.{lesson}\nminutes: {5 + lesson}\n---\n\n"
        (folder / f"{lesson:02}-lesson-{module}-{lesson}.md").write_text(head + text + "\n", encoding="utf-8")
    questions = [question(number) for number in range(1, QUESTIONS + 1)]
    write_yaml(folder / f"99-quiz-{module}.yaml", {"title": f"Quiz {module}", "minutes": 6, "questions": questions})


def question(number: int) -> dict[str, object]:
    choices = [{"text": text, "correct": place == 0} for place, text in enumerate(SENTENCES[number % 4 :][:4])]
    return {"id": f"question-{number}", "type": "single", "text": f"Which of these is right ({number})?", "choices": choices}


def write_yaml(path: Path, content: dict[str, object]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
