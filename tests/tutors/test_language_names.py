import pytest
from django.utils.translation import override

from tutors.language_names import name_of


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("en", "sw", "Swahili"),
        ("fr", "en", "Anglais"),
        ("en", "pt-br", "Brazilian Portuguese"),
        ("en", "xx-none", "Xx-none"),
    ],
)
def test_language_has_its_name_in_the_language_of_the_page(language, code, name):
    with override(language):
        assert name_of(code) == name
