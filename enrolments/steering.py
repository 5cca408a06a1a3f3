"""What staff do with one enrolment besides granting: let its learner begin again, withdraw them, bring them back."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from courses.models import Unit
from enrolments import exceptions, on_behalf, resetting
from enrolments.forms import ResetForm
from enrolments.models import Enrolment
from enrolments.staff import ENROLMENTS, OneEnrolment, signed_in


class Act(OneEnrolment):
    """This is what is asked before something is done with an enrolment under way; nothing is done with a completed one."""

    permission_policy = ENROLMENTS
    permission_required = "change"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if ENROLMENTS.user_has_permission(request.user, "change") and self.object.is_completed:
            return self.refused()
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def refused(self) -> HttpResponse:
        messages.warning(self.request, gettext("This enrolment is completed. What is earned is never taken away."))
        return redirect("enrolments_admin:inspect", self.object.pk)

    def done(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        return redirect("enrolments_admin:inspect", self.object.pk)


class ResetView(Act, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    page_title = _("Let them begin again")
    template_name = "enrolments/admin/reset.html"
    form_class = ResetForm
    http_method_names = ["get", "post"]

    def get_form_kwargs(self) -> dict[str, Any]:
        attempts, completions = self.object.quiz_attempts.counting(), self.object.unit_completions.counting()
        begun = Unit.objects.filter(Q(pk__in=attempts.values("unit")) | Q(pk__in=completions.values("unit")))
        return super().get_form_kwargs() | {"units": begun.order_by("title"), "wanted": self.request.GET.get("unit", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = {
            "submit_button_label": gettext("Reset and write to the learner"),
            "submit_button_active_label": gettext("Resetting…"),
        }
        return super().get_context_data(**kwargs) | labels

    def form_valid(self, form: ResetForm) -> HttpResponse:
        by, now = signed_in(self.request), timezone.now()
        try:
            resetting.reset(enrolment=self.object, **form.cleaned_data, by=by, now=now)
        except exceptions.CourseCompleted:  # a moment ago
            return self.refused()
        except exceptions.NothingToReset:
            return self.done(gettext("There is nothing that could be reset."))
        return self.done(gettext("It is reset, and the learner gets a mail."))


class WithdrawView(Act, TemplateView):
    page_title = _("Withdraw from this course")
    template_name = "enrolments/admin/withdraw.html"
    http_method_names = ["get", "post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            on_behalf.withdraw(enrolment=self.object, by=signed_in(request), now=timezone.now())
        except exceptions.CourseCompleted:  # a moment ago
            return self.refused()
        return self.done(gettext("The learner is withdrawn and gets a mail. What they did is kept."))


class BringBackView(PermissionCheckedMixin, View):
    permission_policy = ENROLMENTS
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        enrolment = get_object_or_404(Enrolment, pk=pk)
        on_behalf.bring_back(enrolment=enrolment, by=signed_in(request), now=timezone.now())
        messages.success(request, gettext("The learner is back in the course, with all that they did."))
        return redirect("enrolments_admin:inspect", pk)


urlpatterns = [
    path("<int:pk>/reset/", ResetView.as_view(), name="reset"),
    path("<int:pk>/withdraw/", WithdrawView.as_view(), name="withdraw"),
    path("<int:pk>/bring-back/", BringBackView.as_view(), name="bring_back"),
]
