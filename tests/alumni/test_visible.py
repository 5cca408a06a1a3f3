"""Who sees what: every field, every audience, every viewer; on the page, by searching, by filtering."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import Consent
from alumni.enums import Audience
from alumni.models import Alumnus
from tests.alumni.factories import NOW, make_alumnus
from tests.certificates.factories import make_achievement, make_certificate
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
ONLY_ME, ALUMNI, EVERYONE = Audience.ONLY_ME, Audience.ALUMNI, Audience.EVERYONE

VIEWERS = {
    "anonymous": lambda _: AnonymousUser(),
    "learner": lambda _: make_user(),
    "holder": lambda _: make_certificate().learner,
    "staff": lambda _: make_staff(),
    "administrator": lambda _: make_staff(is_superuser=True),
    "left": lambda _: make_alumnus(left=True).user,
    "without consent": lambda _: without_consent(),
    "alumnus": lambda _: make_alumnus(name=ONLY_ME).user,
    "self": lambda shown: shown.user,
}
SEES = {viewer: {EVERYONE} for viewer in VIEWERS} | {"alumnus": {ALUMNI, EVERYONE}, "self": {ONLY_ME, ALUMNI, EVERYONE}}


def without_consent():
    alumnus = make_alumnus()
    Consent.objects.filter(pk=alumnus.consent_id).update(withdrawn_at=NOW)
    return alumnus.user


def make_shown(field, audience):
    """Somebody who shows one field to an audience; the name to everyone where another field is asked for."""
    audiences = {"name": EVERYONE, field: audience}
    shown = make_alumnus(user=make_user(full_name="Zoë Zed", country="KE"), **audiences)
    certificate = make_certificate(
        learner=shown.user, achievement=make_achievement("course:locks", "Locks"), title="Locks", completed_on=NOW.date()
    )
    return shown, certificate


TABLE = [
    (field, audience, viewer, audience in SEES[viewer])
    for field in ("name", "country", "certificates")
    for audience in Audience
    for viewer in VIEWERS
]


@pytest.mark.parametrize(("field", "audience", "viewer", "is_seen"), TABLE)
def test_visible_to_shows_a_field_to_its_audience(field, audience, viewer, is_seen):
    shown, certificate = make_shown(field, audience)
    visible = Alumnus.objects.visible_to(VIEWERS[viewer](shown))
    rows = [row for row in visible if row.pk == shown.pk]

    said = {
        "name": [row.shown_name for row in rows] == ["Zoë Zed"],
        "country": [row.shown_country for row in rows] == ["KE"],
        "certificates": [row.shown_certificates for row in rows] == [[certificate]],
    }
    assert said[field] is is_seen
    # And nothing besides: the fields that were not asked for are for nobody but oneself.
    others = {"country", "certificates"} - {field}
    assert {other for other in others if said[other]} == (others if viewer == "self" else set())


@pytest.mark.parametrize(("field", "audience", "viewer", "is_seen"), TABLE)
def test_directory_shows_finds_and_filters_by_what_is_shown(client, field, audience, viewer, is_seen):
    shown, certificate = make_shown(field, audience)
    user = VIEWERS[viewer](shown)
    if user.is_authenticated:
        client.force_login(user)
    queries = {
        "name": ["q=zoe+zed"],
        "country": ["country=KE"],
        "certificates": [
            f"course={certificate.achievement_id}",
            "year=2026",
            f"course={certificate.achievement_id}&year=2026",
        ],
    }
    words = {"name": "Zoë Zed", "country": "Kenya", "certificates": str(certificate.uuid)}

    page = client.get(reverse("alumni:directory"))
    found = [
        [row.pk for row in client.get(f"{reverse('alumni:directory')}?{query}").context["leaf"]] for query in queries[field]
    ]

    # The header names who is signed in; the directory itself is what counts here.
    main = page.content.decode().split("<main", 1)[1].split("</main>")[0]
    assert (words[field] in main) is is_seen
    assert found == [[shown.pk] if is_seen else []] * len(found)


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("viewer", VIEWERS)
def test_facets_offer_only_what_leads_to_somebody(client, viewer, audience):
    shown, _ = make_shown("country", audience)
    Alumnus.objects.filter(pk=shown.pk).update(certificates_audience=audience)
    user = VIEWERS[viewer](shown)
    if user.is_authenticated:
        client.force_login(user)

    form = client.get(reverse("alumni:directory")).context["form"]

    offered = {
        name: [label for value, label in form.fields[name].widget.choices if value] for name in ("country", "course", "year")
    }
    nothing = {"country": [], "course": [], "year": []}
    everything = {"country": ["Kenya"], "course": ["Locks"], "year": ["2026"]}
    assert offered == (everything if audience in SEES[viewer] else nothing)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_who_left_is_shown_to_nobody(viewer):
    shown = make_alumnus(name=EVERYONE, left=True)

    assert list(Alumnus.objects.visible_to(VIEWERS[viewer](shown)).filter(pk=shown.pk)) == []


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("fate", ["erased", "locked", "consent withdrawn"])
def test_who_is_gone_is_shown_to_nobody(viewer, fate):
    shown = make_alumnus(name=EVERYONE)
    user = VIEWERS[viewer](shown)
    if fate == "erased":
        shown.user.full_name, shown.user.is_active, shown.user.erased_at = "", False, NOW
    elif fate == "locked":
        shown.user.is_active = False
    else:
        Consent.objects.filter(pk=shown.consent_id).update(withdrawn_at=NOW)
    shown.user.is_staff = False
    shown.user.save()

    assert list(Alumnus.objects.visible_to(user).filter(pk=shown.pk)) == []


def test_revoked_certificates_are_never_shown():
    shown = make_alumnus(name=EVERYONE, certificates=EVERYONE)
    make_certificate(learner=shown.user, revoked=True, completed_on=NOW.date())
    achievement = make_achievement()
    visible = Alumnus.objects.visible_to(AnonymousUser())

    assert [row.shown_certificates for row in visible] == [[]]
    assert list(visible.who_earned(achievement.pk, None)) == list(visible.who_earned(None, 2026)) == []
    assert list(visible.earned()) == []


def test_who_earned_asks_for_one_certificate_of_both_course_and_year():
    shown = make_alumnus(name=EVERYONE, certificates=EVERYONE)
    locks, nets = make_achievement("course:locks", "Locks"), make_achievement("course:nets", "Nets")
    make_certificate(learner=shown.user, achievement=locks, completed_on=NOW.date().replace(year=2024))
    make_certificate(learner=shown.user, achievement=nets, completed_on=NOW.date().replace(year=2025))
    visible = Alumnus.objects.visible_to(AnonymousUser())

    assert list(visible.who_earned(locks.pk, 2024)) == [shown]
    assert list(visible.who_earned(locks.pk, 2025)) == []


@pytest.mark.parametrize("query", ["zoe", "ZOË", "zed zoe", "Zoë  Zed", "zo"])
def test_named_finds_whatever_case_accents_and_order(query):
    shown = make_alumnus(name=EVERYONE, full_name="Zoë Zed")
    make_alumnus(name=EVERYONE, full_name="Amina")

    assert list(Alumnus.objects.visible_to(AnonymousUser()).named(query)) == [shown]


def test_visible_to_sorts_by_name_whatever_its_accents():
    for name in ["Zed", "Ézé", "amina", "Ömer"]:
        make_alumnus(name=EVERYONE, full_name=name)

    assert [row.shown_name for row in Alumnus.objects.visible_to(AnonymousUser())] == ["amina", "Ézé", "Ömer", "Zed"]


def test_visible_to_reads_no_more_of_a_person_than_is_shown():
    make_alumnus(name=EVERYONE, full_name="Zoë", email="zoe@example.org")
    row = Alumnus.objects.visible_to(AnonymousUser()).get()

    assert {"email", "full_name", "country"} <= row.user.get_deferred_fields()


def test_visible_to_costs_three_queries(django_assert_num_queries):
    viewer = make_alumnus().user
    for number in range(3):
        shown = make_alumnus(name=EVERYONE, certificates=EVERYONE)
        if number:
            make_certificate(learner=shown.user)

    with django_assert_num_queries(3):
        rows = list(Alumnus.objects.visible_to(viewer))
        _ = [(row.shown_name, row.shown_country_name, [c.facts.title for c in row.shown_certificates]) for row in rows]
