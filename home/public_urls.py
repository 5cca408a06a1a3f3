"""Public roads under a language's prefix that are no pages of Wagtail's."""

from django.urls import path

from home import views

app_name = "front"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("news/feed.atom", views.news_feed, name="news_feed"),
]
