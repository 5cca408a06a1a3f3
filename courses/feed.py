"""The newest courses as an Atom feed, one in each language: what everybody may join, and nothing about who asks."""

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.text import without_controls
from courses import queries
from courses.addresses import catalogue_address, course_address, feed_address
from courses.queries import PublicCourse

LONGEST = 30


class CourseAtom(Atom1Feed):
    """It says the language of each entry: a course that is not translated comes in the one it is written in."""

    def item_attributes(self, item: dict[str, str]) -> dict[str, str]:
        return {"xml:lang": item["language"]}


class CourseFeed(Feed):  # type: ignore[type-arg]  # at run time it takes no parameters
    feed_type = CourseAtom
    author_name = settings.WAGTAIL_SITE_NAME

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
        """The address may change, and this may not: readers would see the course as new again (RFC 4151)."""
        course = item.outline.course
        host = urlsplit(settings.BASE_URL).hostname
        return f"tag:{host},{course.opened_at:%Y-%m-%d}:courses/{course.code}/{get_language()}"

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
