import datetime as dt

import pytest
from wagtail.models import Collection, Locale, Page, Site, Workflow, WorkflowPage

from accounts.roles import give_role
from courses.models import CataloguePage, Outline
from fellowships.models import ProgrammePage
from home import actions, texts
from home.models import ContentPage, HomePage, NewsIndexPage, Organisation
from library.stories import StoryBlock
from tests.courses.factories import make_course, make_home
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
LANGUAGES = ["ar", "en", "es", "fr"]


def languages_of(pages):
    return sorted(pages.values_list("locale__language_code", flat=True))


def test_ensure_site_makes_every_first_page_in_every_language():
    actions.ensure_site(now=NOW)

    assert languages_of(HomePage.objects.live()) == LANGUAGES
    assert languages_of(CataloguePage.objects.live()) == LANGUAGES
    assert languages_of(ContentPage.objects.live().filter(slug="about")) == LANGUAGES
    assert languages_of(ContentPage.objects.live().filter(slug="help")) == LANGUAGES


def test_ensure_site_makes_pages_that_are_translations_of_one_another():
    actions.ensure_site(now=NOW)

    for model, slug in [(HomePage, "home-en"), (CataloguePage, "courses"), (ContentPage, "help")]:
        english = model.objects.get(slug=slug, locale__language_code="en")
        assert english.get_translations().count() == 3


def test_ensure_site_gives_each_language_its_own_words():
    actions.ensure_site(now=NOW)

    assert dict(HomePage.objects.values_list("locale__language_code", "title")) == {
        "en": "Home",
        "fr": "Accueil",
        "es": "Inicio",
        "ar": "الرئيسية",
    }


def test_ensure_site_lays_down_programmes_and_a_list_of_news_in_every_language():
    actions.ensure_site(now=NOW)

    assert languages_of(ContentPage.objects.live().filter(slug="accessibility")) == LANGUAGES
    assert languages_of(NewsIndexPage.objects.live()) == LANGUAGES
    assert languages_of(ProgrammePage.objects.live()) == sorted(LANGUAGES * 4)
    english = ProgrammePage.objects.filter(locale__language_code="en")
    assert sorted(english.values_list("kind", flat=True)) == ["grant", "leadership", "policy", "technical"]
    assert [page.get_translations().count() for page in english] == [3] * 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_words_stand_as_an_editor_could_have_written_them(language):
    actions.ensure_site(now=NOW)
    pages = [*ContentPage.objects.all(), *ProgrammePage.objects.all(), *HomePage.objects.all()]

    for page in [page for page in pages if page.locale.language_code == language]:
        page.full_clean()
        StoryBlock().clean(page.body)


def test_every_language_has_the_same_pages_and_blocks():
    def shape(words):
        return {name: [list(block) for block in page.get("body", [])] for name, page in words.items()}

    shapes = [shape(texts.of(language)) for language in LANGUAGES]

    assert shapes == [shapes[0]] * len(LANGUAGES)


def test_an_old_site_keeps_what_it_has():
    home = make_home()

    actions.ensure_site(now=NOW)

    assert not Page.objects.child_of(home).not_type(CataloguePage).exists()


def test_writers_may_write_the_front_and_authors_may_not():
    actions.ensure_site(now=NOW)
    author, editor = make_staff(), make_staff()
    give_role(user=author, role="Author", by=None)
    give_role(user=editor, role="Editor", by=None)
    home = HomePage.objects.get(locale__language_code="fr")

    may = {person: home.permissions_for_user(person) for person in (author, editor)}

    assert (may[editor].can_edit(), may[editor].can_publish(), may[editor].can_add_subpage()) == (True, True, True)
    assert (may[author].can_edit(), may[author].can_add_subpage()) == (False, False)


def test_a_new_site_answers_where_its_mails_come_from(settings):
    settings.DEFAULT_FROM_EMAIL = "Quay School <school@example.org>"

    actions.ensure_site(now=NOW)
    actions.ensure_site(now=NOW)

    assert Organisation.objects.get().contact_email == "school@example.org"


def test_ensure_site_twice_changes_nothing():
    actions.ensure_site(now=NOW)
    before = list(Page.objects.order_by("pk").values_list("pk", "latest_revision", "last_published_at"))

    actions.ensure_site(now=NOW + dt.timedelta(days=1))

    assert list(Page.objects.order_by("pk").values_list("pk", "latest_revision", "last_published_at")) == before


def test_ensure_site_puts_the_record_at_the_address_of_the_settings(settings):
    settings.BASE_URL = "https://learn.example.org"

    site = actions.ensure_site(now=NOW)

    assert Site.objects.count() == 1
    assert (site.hostname, site.port, site.root_page.locale.language_code) == ("learn.example.org", 443, "en")


def test_ensure_site_takes_wagtails_welcome_page_away():
    actions.ensure_site(now=NOW)

    assert Page.objects.child_of(Page.get_first_root_node()).not_type(HomePage).count() == 0


def test_ensure_site_does_not_bring_back_what_an_editor_deleted():
    actions.ensure_site(now=NOW)
    ContentPage.objects.get(slug="about", locale__language_code="fr").delete()

    actions.ensure_site(now=NOW)

    assert languages_of(ContentPage.objects.filter(slug="about")) == ["ar", "en", "es"]


def test_ensure_site_stands_up_from_empty_tables():
    Page.objects.all().delete()
    Site.objects.all().delete()
    Collection.objects.all().delete()
    Locale.objects.all().delete()

    actions.ensure_site(now=NOW)

    assert languages_of(HomePage.objects.live()) == LANGUAGES


def test_ensure_site_takes_the_first_languages_words_where_there_are_none(settings):
    settings.LANGUAGES = [("en", "English"), ("sw", "Swahili")]

    actions.ensure_site(now=NOW)

    assert HomePage.objects.get(locale__language_code="sw").title == "Home"


def test_an_editor_approves_what_an_author_hands_in():
    actions.ensure_site(now=NOW)
    author, editor = make_staff(), make_staff()
    give_role(user=author, role="Author", by=None)
    give_role(user=editor, role="Editor", by=None)
    page = make_course(lessons=1, publish=False)
    page.save_revision(user=author)

    state = page.get_workflow().start(page, author)
    mine, theirs = (page.current_workflow_task.get_actions(page, person) for person in (author, editor))
    state.current_task_state.approve(user=editor)

    assert mine == []
    assert "approve" in [name for name, *_rest in theirs]
    assert Outline.objects.filter(course__translation_key=page.translation_key, is_open=True).exists()


def test_ensure_site_leaves_a_catalogue_the_workflow_it_has():
    actions.ensure_site(now=NOW)
    other = Workflow.objects.create(name="By two people")
    of_catalogues = WorkflowPage.objects.filter(page__in=CataloguePage.objects.all())
    of_catalogues.update(workflow=other)

    actions.ensure_site(now=NOW)

    assert set(WorkflowPage.objects.filter(page__in=CataloguePage.objects.all()).values_list("workflow", flat=True)) == {
        other.pk
    }
