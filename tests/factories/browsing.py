"""What tests of pages share: a person's browser, a form with its key, the words of an answer."""

from django.test import Client

from factories.house import House
from nafa.interfaces.web.forms import new_key
from nafa.kernel.models import User


def browser_of(house: House, name: str) -> Client:
    """A browser in French in which a person of the house is logged in."""
    client = Client(headers={"accept-language": "fr"})
    client.force_login(User.objects.get(id=house.people[name]))
    return client


def keyed(**values: object) -> dict[str, object]:
    """What a form sends, with a fresh key."""
    return {"key": new_key(), **values}


def text_of(response: object) -> str:
    """The page with plain spaces."""
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")  # type: ignore[attr-defined]
