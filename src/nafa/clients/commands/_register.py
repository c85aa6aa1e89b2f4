"""Registering persons and keeping their files true."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from nafa.clients import errors
from nafa.clients.events import ClientRegistered
from nafa.clients.models import Client, Contact, IdentityDocument
from nafa.clients.queries import find_duplicates, get_client
from nafa.clients.queries.search import tokens_of
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.kernel.numbering import next_number
from nafa.lib.phones import InvalidPhone, e164

LEAST_AGE_YEARS = 10
GREATEST_AGE_YEARS = 120


@command(permission="clients.register")
def register_person(
    ctx: Context, *, given_names: str, family_name: str, sex: str = "",
    birth_date: date | None = None, phone: str = "", branch_id: UUID | None = None,
    officer_id: UUID | None = None, address: str = "", locality: str = "",
    marital_status: str = "", household_size: int | None = None, dependants: int | None = None,
    activity: str = "", activity_sector: str = "", monthly_income_minor: int | None = None,
    monthly_expense_minor: int | None = None, document_kind: str = "", document_number: str = "",
    document_expires_date: date | None = None, not_a_duplicate_because: str = "",
    language: str = "",
) -> UUID:  # fmt: skip
    """Register a person and give the client's id.

    Refuses: NameMissing, BirthDateImpossible, PhoneInvalid, OtherBranch, InvalidInput (no branch,
    a negative figure, an unknown language), ProbableDuplicate (unless a reason says that it is
    somebody else).
    """
    branch = branch_of(ctx, branch_id)
    given, family, paper = given_names.strip(), family_name.strip(), document_number.strip()
    if not given or not family:
        raise errors.NameMissing()
    check_figures(household_size, dependants, monthly_income_minor, monthly_expense_minor)
    check_birth_date(birth_date, today=ctx.business_date)
    check_language(language)
    number = phone_number(phone)
    if not not_a_duplicate_because.strip():
        _check_duplicates(f"{given} {family}", birth_date, number, paper)
    client = Client(
        id=ctx.new_id(), kind=Client.Kind.PERSON, branch_id=branch,
        number=f"C{next_number('client'):07d}", officer_id=officer_id or ctx.actor_id,
        given_names=given, family_name=family, sex=Client.Sex(sex), address=address.strip(),
        birth_date=birth_date.isoformat() if birth_date else "", locality=locality.strip(),
        marital_status=marital_status, household_size=household_size, dependants=dependants,
        activity=activity.strip(), activity_sector=activity_sector,
        monthly_income_minor=monthly_income_minor, monthly_expense_minor=monthly_expense_minor,
        joined_date=ctx.business_date, language=language,
    )  # fmt: skip
    client.search_tokens = tokens_of(
        name=f"{given} {family}",
        birth_date=birth_date,
        phones=[number] if number else [],
        documents=[paper] if paper else [],
    )
    Client.objects.bulk_create([client])
    _add_first_details(ctx, client.id, number, document_kind, paper, document_expires_date)
    ctx.concerns("client", client.id)
    ctx.publish(ClientRegistered(client.id, Client.Kind.PERSON.value))
    return client.id


def branch_of(ctx: Context, branch_id: UUID | None) -> UUID:
    """The branch named, or the actor's own. Refuses: InvalidInput (neither), OtherBranch."""
    branch = branch_id or ctx.branch_id
    if branch is None:
        raise InvalidInput(field="branch_id", reason="empty")
    ctx.demand_branch(branch)
    return branch


def _add_first_details(
    ctx: Context,
    client_id: UUID,
    phone: str,
    document_kind: str,
    document_number: str,
    document_expires_date: date | None,
) -> None:
    if phone:
        Contact.objects.create(id=ctx.new_id(), client_id=client_id, kind="PHONE", value=phone)
    if document_number:
        IdentityDocument.objects.create(
            id=ctx.new_id(),
            client_id=client_id,
            kind=document_kind or "OTHER",
            number=document_number,
            expires_date=document_expires_date,
            recorded_at=ctx.now,
        )


@command(permission="clients.update")
def update_person(ctx: Context, *, client_id: UUID, changes: dict[str, Any]) -> UUID:
    """Change fields of a person's file; names and birth date are found again under new tokens.

    Refuses: NotFound, OtherBranch, NameMissing, BirthDateImpossible, PhoneInvalid, InvalidInput.
    """
    before = get_client(ctx, client_id)
    unknown = sorted(changes.keys() - CHANGEABLE)
    if unknown:
        raise InvalidInput(field=unknown[0], reason="unknown")
    values = {name: changes.get(name, getattr(before, name)) for name in CHANGEABLE}
    if not values["family_name"].strip():
        raise errors.NameMissing()
    check_figures(*(values[name] for name in FIGURES))
    check_birth_date(values["birth_date"], today=ctx.business_date)
    check_language(values["language"])
    phone = phone_number(values.pop("phone"))
    born = values["birth_date"]
    client = Client.objects.get(id=client_id)
    for name, value in values.items():
        ctx.changed(name, getattr(before, name), value)
        setattr(client, name, value)
    ctx.changed("phone", before.phone, phone)
    client.birth_date = born.isoformat() if born else ""
    client.search_tokens = _tokens_now(client, born, phone)
    client.save(update_fields=[*values, "search_tokens"])
    if phone and phone != before.phone:
        Contact.objects.filter(client_id=client_id, kind="PHONE").update(is_main=False)
        Contact.objects.create(id=ctx.new_id(), client_id=client_id, kind="PHONE", value=phone)
    ctx.concerns("client", client_id)
    return client_id


FIGURES = ("household_size", "dependants", "monthly_income_minor", "monthly_expense_minor")
CHANGEABLE = frozenset(
    {
        "given_names", "family_name", "sex", "birth_date", "phone", "address", "locality",
        "marital_status", "activity", "activity_sector", "officer_id", "language",
        *FIGURES,
    }
)  # fmt: skip


def _tokens_now(client: Client, born: date | None, phone: str) -> list[int]:
    phones = [str(c.value) for c in Contact.objects.filter(client=client, kind="PHONE")]
    papers = [str(d.number) for d in IdentityDocument.objects.filter(client=client)]
    return tokens_of(
        name=f"{client.given_names} {client.family_name}",
        birth_date=born,
        phones=[*phones, phone] if phone else phones,
        documents=papers,
    )


def refresh_tokens(client_id: UUID) -> None:
    """Find a client again under everything the file holds now."""
    client = Client.objects.get(id=client_id)
    born = str(client.birth_date or "")
    client.search_tokens = _tokens_now(client, date.fromisoformat(born) if born else None, "")
    client.save(update_fields=["search_tokens"])


def check_figures(*figures: int | None) -> None:
    """Refuses: InvalidInput, for a figure below zero."""
    if any(figure is not None and figure < 0 for figure in figures):
        raise InvalidInput(field="household", reason="negative")


def check_language(language: str) -> None:
    """Refuses: InvalidInput, for a language that this program does not speak; empty: not said."""
    if language and language not in dict(settings.LANGUAGES):
        raise InvalidInput(field="language", reason=language)


def check_birth_date(birth_date: date | None, *, today: date) -> None:
    """Refuses: BirthDateImpossible (in the future, younger than 10 or older than 120)."""
    if birth_date is None:
        return
    age = (
        today.year
        - birth_date.year
        - ((today.month, today.day) < (birth_date.month, birth_date.day))
    )
    if not LEAST_AGE_YEARS <= age <= GREATEST_AGE_YEARS:
        raise errors.BirthDateImpossible(birth_date=birth_date, least_age=LEAST_AGE_YEARS)


def phone_number(phone: str) -> str:
    """The number as E.164, or nothing for nothing. Refuses: PhoneInvalid."""
    if not phone.strip():
        return ""
    country = institution_pack().phone_country
    try:
        return e164(phone, country=country)
    except InvalidPhone:
        raise errors.PhoneInvalid(phone=phone, country=country) from None


def _check_duplicates(name: str, birth_date: date | None, phone: str, document: str) -> None:
    for hit in find_duplicates(name=name, birth_date=birth_date, phone=phone, document=document):
        if hit.likeness.is_probable:
            raise errors.ProbableDuplicate(
                number=hit.client.number, reasons=", ".join(hit.likeness.reasons)
            )
