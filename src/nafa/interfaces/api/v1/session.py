"""Logging in for a token."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.interfaces.api.v1.problems import Problem
from nafa.interfaces.api.v1.values import Short
from nafa.kernel.identity.commands import issue_token

router = Router(tags=["session"])


class LogIn(Schema):
    """Log-in name and password."""

    username: Short
    password: Short
    label: Short = ""


class IssuedToken(Schema):
    """A token: shown once, good until it expires."""

    token: str
    expires_at: datetime


@router.post("/token", response={200: IssuedToken, 401: Problem, 422: Problem}, auth=None)
def token(request: HttpRequest, body: LogIn) -> IssuedToken:  # noqa: ARG001
    """Get a token that stands for you for twelve hours."""
    made, expires_at = issue_token(username=body.username, password=body.password, label=body.label)
    return IssuedToken(token=made, expires_at=expires_at)
