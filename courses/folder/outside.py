"""Links of a course's texts to pages outside of it: in a folder they are addresses."""

import re
from typing import Any

from wagtail.models import Page

from courses.folder.normal import Content
from courses.models import CoursePage, KeptPage, ModulePage, unit_page_models

LINK = re.compile(r'<a [^>]*linktype="page"[^>]*>')
ID = re.compile(r'\bid="([0-9]+)"')


def lead_outside(content: Content, page: KeptPage) -> Content:
    """
    This writes the address into each link that leads to no lesson or quiz of the page's course.

    It costs no query where there are no links to pages.
    """
    asked = {int(pk) for link in LINK.findall(str(content)) for pk in ID.findall(link)}
    if not asked:
        return content
    inside = {
        pk
        for model in unit_page_models()
        for pk in model.objects.filter(pk__in=asked, path__startswith=_course_path(page)).values_list("pk", flat=True)
    }
    outside = Page.objects.filter(pk__in=asked - inside).specific()
    addresses = {str(page.pk): address for page in outside if (address := page.get_full_url())}
    return {name: _written(value, addresses) for name, value in content.items()}


def _course_path(page: KeptPage) -> str:
    levels = {CoursePage: 0, ModulePage: 1}.get(type(page), 2)
    path: str = page.path
    return path[: len(path) - levels * page.steplen]


def _written(value: Any, addresses: dict[str, str]) -> Any:
    if isinstance(value, str):
        return LINK.sub(lambda link: _link(link[0], addresses), value)
    if isinstance(value, list):
        return [_written(each, addresses) for each in value]
    if isinstance(value, dict):
        return {name: _written(each, addresses) for name, each in value.items()}
    return value


def _link(link: str, addresses: dict[str, str]) -> str:
    found = ID.search(link)
    address = addresses.get(found[1]) if found else None
    return f'<a href="{address}">' if address else link
