"""Every address of the site: public pages under their language's prefix, all other roads without."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.urls import administration
from library import views as files

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(administration)),
    path("admin/", include(wagtailadmin_urls)),
    # Before Wagtail's own, at the same address: what its view sends, in pieces where pieces are asked for.
    re_path(r"^documents/(\d+)/(.*)$", files.document),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("home.urls")),
    # Before the courses' own, which would take a cohort's address for a lesson's.
    path("", include("tutors.urls")),
    path("learn/", include("enrolments.urls")),
    path("preview/", include("enrolments.preview_urls", namespace="preview")),
    path("certificates/", include("certificates.urls")),
    path("alumni/", include("alumni.urls")),
    path("notices/", include("notices.urls")),
    path("jobs/", include("jobs.urls")),
]
if settings.DEMO or settings.FILES_URL:
    # In production the proxy serves public files from their folder (docs/how-to/serve-files.md); a bucket is closed to it.
    urlpatterns += [path("media/<path:path>", files.media)]
urlpatterns += i18n_patterns(
    path("", include("courses.urls")),
    path("", include("tutors.public_urls")),
    path("", include("home.public_urls")),
    path("", include(wagtail_urls)),
)

handler400 = "lms.errors.bad_request"
handler429 = "lms.errors.too_many_requests"
handler500 = "lms.errors.server_error"
