from django.urls import path
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access

from accounts import views
from accounts.viewsets import AccountView

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("language/", views.set_language, name="set_language"),
    path("policies/agree/", views.agree, name="agree"),
    path("policies/<slug:kind>/", views.policy, name="policy"),
    path("policies/<slug:kind>/<int:version>/", views.policy, name="policy_version"),
    path("privacy/", views.privacy_page, name="privacy"),
    path("privacy/download/", views.download, name="download"),
    path("privacy/erase/", views.erase, name="erase"),
    path("privacy/erased/", views.erased, name="erased"),
]

# Come before Wagtail's own addresses below /admin/. Its sign-in knows no second factor, so there is only ours.
administration = [
    path("login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("account/", require_admin_access(AccountView.as_view())),
]
