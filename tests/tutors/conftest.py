"""What the room announces, heard."""

import pytest

from notices.models import Mail
from tutors import signals


class Heard(list):
    """What was announced, by name and id, in order; ``of`` says which ids one signal had."""

    def of(self, name):
        return [said for each, said in self if each == name]


@pytest.fixture
def announced(django_capture_on_commit_callbacks):
    """What was announced while a test ran; asked within ``with announced() as heard``."""

    def listen():
        return Listening(django_capture_on_commit_callbacks(execute=True))

    return listen


class Listening:
    def __init__(self, commits):
        self.commits, self.heard, self.ears = commits, Heard(), []

    def __enter__(self):
        for name in vars(signals):
            signal = getattr(signals, name)
            if isinstance(signal, signals.Signal):
                self.ears.append((signal, self._ear(name)))
        for signal, ear in self.ears:
            signal.connect(ear)
        self.commits.__enter__()
        return self.heard

    def __exit__(self, *problem):
        try:
            self.commits.__exit__(*problem)
        finally:
            for signal, ear in self.ears:
                signal.disconnect(ear)

    def _ear(self, name):
        def hear(*, signal, sender, **ids):
            self.heard.append((name, next(iter(ids.values()))))

        return hear


@pytest.fixture
def posted():
    """What stands in the outbox: ``posted()`` all of it, in order; ``posted(person)`` what one person gets."""

    def found(person=None):
        mails = Mail.objects.order_by("pk").select_related("recipient")
        return [mail for mail in mails if person is None or mail.recipient == person]

    return found
