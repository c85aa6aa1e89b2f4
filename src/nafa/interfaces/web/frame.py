"""The frame around a page: institution, navigation, day, what waits, who is here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest

from nafa.interfaces.consultations import attach
from nafa.interfaces.web import navigation
from nafa.interfaces.web.navigation import Item
from nafa.interfaces.web.written import language
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import context_for, institution
from nafa.kernel.models import Assignment, Branch, Role, User

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "nafa_theme"
BRANCH_IN_SESSION = "branch"
STANDING = "_nafa_standing"


@dataclass(frozen=True, slots=True)
class BranchChoice:
    id: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything of `base.html` that is not the page itself."""

    institution: str
    brand_colour: str
    navigation: Sequence[Item]
    branch: str
    branches: Sequence[BranchChoice]
    business_date: date
    is_closing: bool
    person_id: str
    person: str
    role: str
    waiting: int | None
    waiting_url: str
    search_url: str
    home_url: str
    idle_minutes: int
    has_passkey: bool

    @property
    def bar(self) -> Sequence[Item]:
        """The entries at the bottom of a phone; the fourth place opens the rest."""
        return self.navigation[: navigation.ON_THE_BAR]

    @property
    def initials(self) -> str:
        words = self.person.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def remember_standing(request: HttpRequest, *, idle_minutes: int, has_passkey: bool) -> None:
    """What the door found: after how long the page locks itself, and by what it opens again."""
    setattr(request, STANDING, (idle_minutes, has_passkey))


def theme_of(request: HttpRequest) -> str:
    """The theme the person chose on this machine, else the one of their log-in."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    if chosen not in THEMES and isinstance(request.user, User):
        chosen = request.user.theme
    return chosen if chosen in THEMES else "light"


def context_of(request: HttpRequest, *, key: str = "") -> Context:
    """The context of the person who is logged in, in the branch they chose."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionError("a page with a context is for people who are logged in")
    chosen = request.session.get(BRANCH_IN_SESSION)
    branch_id = UUID(chosen) if chosen else None
    ctx = context_for(user, channel="web", key=key, branch_id=branch_id)
    return attach(request, ctx)


def branches_open_to(user: User) -> list[Branch]:
    """The branches a person may choose between, by code."""
    held = list(Assignment.objects.filter(user=user).values_list("branch_id", flat=True))
    branches = Branch.objects.filter(is_active=True).order_by("code")
    return list(branches if None in held else branches.filter(id__in=held))


def frame_for(request: HttpRequest, ctx: Context, *, section: str) -> Frame:
    """The frame of a page for one person."""
    user, house = request.user, institution()
    if not isinstance(user, User):
        raise PermissionError("a frame is for people who are logged in")
    branches = branches_open_to(user)
    here = next((branch.name for branch in branches if branch.id == ctx.branch_id), "")
    around = navigation.navigation_for(ctx, section=section)
    return Frame(
        institution=house.name,
        brand_colour=house.brand_colour,
        navigation=around.items,
        branch=here,
        branches=[
            BranchChoice(str(branch.id), branch.name, branch.id == ctx.branch_id)
            for branch in branches
        ],
        business_date=house.business_date,
        is_closing=house.is_closing,
        person_id=str(user.id),
        person=user.full_name,
        role=_role_label(ctx.role) or user.job_title,
        waiting=around.waiting,
        waiting_url=around.waiting_url,
        search_url=navigation.address_of("web:search"),
        home_url=navigation.address_of("web:home") or "/",
        idle_minutes=getattr(request, STANDING, (0, False))[0],
        has_passkey=getattr(request, STANDING, (0, False))[1],
    )


def _role_label(code: str) -> str:
    role = Role.objects.filter(code=code).first()
    if role is None:
        return ""
    return role.label_fr if language() == "fr" else role.label_en
