"""Whether the program lives, and whether it can work. For load balancers and `nafa serve`."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from nafa.kernel import clock
from nafa.kernel.copies import Copies
from nafa.runtime.backup.status import read_status


@require_safe
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The database answers, as the role that cannot alter posted entries."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            role = cursor.fetchone()[0]
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "no answer"}, status=503)
    return JsonResponse({"status": "ready", "role": role})


@require_safe
def backup(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Whether the copies are as fresh as they must be: a base copy a day, changes in minutes."""
    if not settings.NAFA_KEEPS_COPIES:
        return JsonResponse({"status": "none"})
    status = read_status(settings.NAFA_DATA)
    late = status.lateness(clock.now())
    told = {"base_at": status.base_at, "changes_at": status.changes_at}
    if late:
        return JsonResponse({"status": "late", "late": late, **told}, status=503)
    worst = status.worst(clock.now(), drill_days=settings.NAFA_DRILL_DAYS)
    if worst is not Copies.FRESH:
        return JsonResponse({"status": worst.value.lower(), **told}, status=503)
    return JsonResponse({"status": "fresh", **told})
