"""The newest courses as an Atom feed, one in each language: what everybody may join, and nothing about who asks."""

import datetime as dt

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.atom import SiteFeed, permanent_name
from core.text import without_controls
from courses import queries
from courses.addresses import catalogue_address, course_address, feed_address
from courses.queries import PublicCourse

LONGEST = 30


class CourseFeed(SiteFeed):
    def title(self) -> str:
        return _("New courses at %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}

    def subtitle(self) -> str:
        return _("Free courses for people who build, run and shape the Internet.")

    def link(self) -> str:
        return catalogue_address(get_language(), {})

    def feed_url(self) -> str:
        return feed_address(get_language())

    def feed_guid(self) -> str:
        return feed_address(get_language())

    def items(self) -> list[PublicCourse]:
        return queries.newest_for_everyone(language=get_language(), count=LONGEST)

    def item_title(self, item: PublicCourse) -> str:
        return without_controls(item.outline.title)

    def item_description(self, item: PublicCourse) -> str:
        return escape(without_controls(item.facts.summary))

    def item_link(self, item: PublicCourse) -> str:
        return course_address(item.outline.slug, get_language())

    def item_guid(self, item: PublicCourse) -> str:
        course = item.outline.course
        return permanent_name(course.opened_at, f"courses/{course.code}/{get_language()}")

    def item_author_name(self, item: PublicCourse) -> str:
        return without_controls(item.facts.attribution.get("author", self.author_name))

    def item_pubdate(self, item: PublicCourse) -> dt.datetime:
        return item.outline.course.opened_at

    def item_updateddate(self, item: PublicCourse) -> dt.datetime:
        return item.outline.rebuilt_at

    def item_categories(self, item: PublicCourse) -> list[str]:
        return [without_controls(topic) for topic in (*item.facts.topics, item.level)]

    def item_extra_kwargs(self, item: PublicCourse) -> dict[str, str]:
        return {"language": item.outline.language}
