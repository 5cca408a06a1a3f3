from django.conf import settings
from django.urls import path

from home import views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("learn/", views.dashboard, name="dashboard"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap_section, name="sitemap_section"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/", views.demo, name="demo"),
        path("demo/mail/", views.demo_mail, name="demo_mail"),
        path("demo/style/", views.style, name="style"),
    ]
