"""Making the site what every page counts on."""

import datetime as dt
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts import roles
from accounts.actions import ensure_policies
from courses.models import CataloguePage
from fellowships.models import ProgrammePage, ProgrammesPage
from home import frame, texts
from home.models import ContentPage, HomePage, NewsIndexPage, Organisation

CONTENT_PAGES = ["about", "help", "accessibility"]
IN_MENUS = {"about"}
# These write the front: home, content pages, news and programmes. Authors write courses.
WRITERS = ["Translator", "Editor", "Administrator"]


@transaction.atomic
def ensure_site(*, now: dt.datetime) -> Site:
    """
    This makes, where they are missing, what the site counts on.

    These are: a locale for each language, with its home page, catalogue and first pages of text, programmes and news, all
    translations of one another; Wagtail's record of the site, and whose it is; the roles, the workflow and the policies.
    What stands already stays as it is, and a page that somebody deleted stays away.
    """
    root = ensure_roots()
    first = ensure_home(root, ensure_locale(settings.LANGUAGE_CODE), None, now)
    for code, _name in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE:
            ensure_home(root, ensure_locale(code), first, now)
    site = ensure_record(first)
    ensure_organisation(site)
    remove_welcome_page(root)
    roles.ensure_roles(page_ids=CataloguePage.objects.values_list("pk", flat=True))
    let_writers_write(first)
    ensure_workflow()
    ensure_policies(now=now)
    frame.forget()
    return site


def let_writers_write(first: HomePage) -> None:
    """This gives those who write the front their permissions on the home page of each language, and so on all below it."""
    homes = list(first.get_translations(inclusive=True).values_list("pk", flat=True))
    for name in WRITERS:
        roles.give_pages(Group.objects.get(name=name), roles.ROLES[name], homes)


def ensure_workflow() -> None:
    """
    This lets editors approve what authors hand in for publishing, on every catalogue that has no other workflow.

    Wagtail's own workflow asks its group of moderators, in which nobody is here.
    """
    without = CataloguePage.objects.filter(workflowpage__isnull=True)
    if not without:
        return
    task, _ = GroupApprovalTask.objects.get_or_create(name="Approval by an editor")
    task.groups.add(Group.objects.get(name="Editor"))
    workflow, _ = Workflow.objects.get_or_create(name="Approval by an editor")
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    for catalogue in without:
        WorkflowPage.objects.create(page=catalogue, workflow=workflow)


def ensure_roots() -> Page:
    """These come from Wagtail's own migrations; a test that empties the tables takes them away."""
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    locale = ensure_locale(settings.LANGUAGE_CODE)
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)


def ensure_locale(code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def ensure_home(root: Page, locale: Locale, source: HomePage | None, now: dt.datetime) -> HomePage:
    """This is the home page of one language; with it, when it is new, come the first content pages."""
    words = texts.of(locale.language_code) or texts.of(settings.LANGUAGE_CODE) or {}
    home: HomePage | None = HomePage.objects.filter(locale=locale).first()
    is_new = home is None
    if home is None:
        slug = f"home-{locale.language_code}"
        home = add(HomePage(slug=slug, locale=locale, show_in_menus=True, **texts.fields(words["home"])), root, source, now)
    catalogue = CataloguePage.objects.child_of(source).first() if source else None
    if not CataloguePage.objects.child_of(home).exists():
        add(CataloguePage(slug="courses", locale=locale, **words["catalogue"]), home, catalogue, now)
    if is_new:
        fill_home(home, source, words, now)
    return home


def fill_home(home: HomePage, source: HomePage | None, words: texts.PageTexts, now: dt.datetime) -> None:
    """This puts the first pages under a new home page, in the order in which the foot of the site shows them."""
    for slug in CONTENT_PAGES:
        page = ContentPage(slug=slug, locale=home.locale, show_in_menus=slug in IN_MENUS, **texts.fields(words[slug]))
        add(page, home, original_of(page, source), now)
    given = dict(words["programmes"])
    programmes = given.pop("each")
    index = ProgrammesPage(slug="programmes", locale=home.locale, show_in_menus=True, **given)
    original = original_of(index, source)
    add(index, home, original, now)
    for each in programmes:
        programme = ProgrammePage(locale=home.locale, **texts.fields(each))
        add(programme, index, original_of(programme, original), now)
    news = NewsIndexPage(slug="news", locale=home.locale, show_in_menus=True, **words["news"])
    add(news, home, original_of(news, source), now)


def original_of[P: Page](page: P, parent: Page | None) -> P | None:
    """This is the page of the same address and kind under a parent in the first language."""
    return type(page).objects.child_of(parent).filter(slug=page.slug).first() if parent else None


def add[P: Page](page: P, parent: Page, original: Page | None, now: dt.datetime) -> P:
    """This puts a page under another, live, as a translation of ``original`` where there is one."""
    if original is not None:
        page.translation_key = original.translation_key
    page.first_published_at = page.last_published_at = now
    parent.refresh_from_db()
    parent.add_child(instance=page)
    return page


def ensure_record(home: HomePage) -> Site:
    """This is Wagtail's record of the site, at the address that the settings say."""
    address = urlsplit(settings.BASE_URL)
    port = address.port or {"http": 80, "https": 443}[address.scheme]
    wanted = {"hostname": address.hostname, "port": port, "root_page_id": home.pk, "site_name": settings.WAGTAIL_SITE_NAME}
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
    return site


def ensure_organisation(site: Site) -> None:
    """A new site answers where its mails come from, until somebody says better."""
    Organisation.objects.get_or_create(site=site, defaults={"contact_email": parseaddr(settings.DEFAULT_FROM_EMAIL)[1]})


def remove_welcome_page(root: Page) -> None:
    """Wagtail's migrations put a page of its own in front; once the site has a home, it is in the way."""
    welcome = root.get_children().exact_type(Page).filter(slug="home").first()
    if welcome is not None:
        welcome.delete()
