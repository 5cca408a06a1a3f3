"""The latest news as an Atom feed, one in each language."""

import datetime as dt
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.atom import SiteFeed, permanent_name
from core.text import without_controls
from home import queries
from home.models import NewsPage

LONGEST = 30


class NewsFeed(SiteFeed):
    def title(self) -> str:
        return _("News from %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}

    def link(self) -> str:
        return urljoin(settings.BASE_URL, reverse("wagtail_serve", args=[""]))

    def feed_url(self) -> str:
        return urljoin(settings.BASE_URL, reverse("front:news_feed"))

    def feed_guid(self) -> str:
        return self.feed_url()

    def items(self) -> list[NewsPage]:
        return queries.latest_news(language=get_language(), count=LONGEST)

    def item_title(self, item: NewsPage) -> str:
        return without_controls(item.title)

    def item_description(self, item: NewsPage) -> str:
        return escape(without_controls(item.summary))

    def item_link(self, item: NewsPage) -> str:
        return str(item.full_url)

    def item_guid(self, item: NewsPage) -> str:
        return permanent_name(
            item.first_published_at or self.item_pubdate(item), f"news/{item.translation_key}/{item.locale.language_code}"
        )

    def item_author_name(self, item: NewsPage) -> str:
        return without_controls(item.author_name) or self.author_name

    def item_pubdate(self, item: NewsPage) -> dt.datetime:
        return dt.datetime.combine(item.published_on, dt.time(), tzinfo=dt.UTC)

    def item_updateddate(self, item: NewsPage) -> dt.datetime:
        changed: dt.datetime = item.last_published_at or self.item_pubdate(item)
        return max(changed, self.item_pubdate(item))

    def item_extra_kwargs(self, item: NewsPage) -> dict[str, str]:
        return {"language": item.locale.language_code}
