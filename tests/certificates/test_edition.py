import pytest

from certificates import edition


@pytest.fixture
def drawing(tmp_path, monkeypatch):
    """A drawing of its own: a room with the code, and a folder of fonts."""
    monkeypatch.setattr(edition, "ROOM", tmp_path)
    monkeypatch.setattr(edition, "FONTS", tmp_path / "fonts")
    (tmp_path / "fonts").mkdir()
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "draw.py").write_text("draw")
    (tmp_path / "views.py").write_text("views")
    yield tmp_path
    edition.edition.cache_clear()


def now():
    edition.edition.cache_clear()
    return edition.edition()


def test_the_edition_stays_while_nothing_changes(drawing):
    before = now()
    (drawing / "views.py").write_text("other views")

    assert now() == before


@pytest.mark.parametrize("name", ["fonts/New.ttf", "pdf/draw.py", "pdf/shaping.py", "pdf.py"])
def test_the_edition_changes_with_the_fonts_and_the_code_that_draws(drawing, name):
    before = now()
    (drawing / name).write_text("other")

    assert now() != before


def test_the_edition_is_made_of_what_is_there():
    edition.edition.cache_clear()

    assert any(edition.ROOM.glob("pdf*"))
    assert any(edition.FONTS.rglob("*.ttf"))
    assert len(edition.edition()) == 64
