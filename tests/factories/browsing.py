"""What tests of pages share: a person's browser, a form with its key, the words of an answer."""

from django.test import Client

from factories.house import House
from nafa.interfaces.web.door.coming_in import LOG_IN
from nafa.interfaces.web.forms import new_key
from nafa.kernel.access import sessions
from nafa.kernel.access.trail import Visitor
from nafa.kernel.models import LogInSession, User


def browser_of(house: House, name: str) -> Client:
    """A browser in French in which a person of the house is logged in."""
    client = Client(headers={"accept-language": "fr"})
    come_in(client, User.objects.get(id=house.people[name]))
    return client


def come_in(client: Client, user: User, strength: str = "PASSWORD") -> LogInSession:
    """Log a person in, with the session that the door looks for."""
    client.force_login(user)
    visitor = Visitor(address="127.0.0.1", device=b"a test's browser", label="Chrome, Linux")
    begun = sessions.begin(user, visitor=visitor, strength=LogInSession.Strength(strength))
    kept = client.session
    kept[LOG_IN] = str(begun.id)
    kept.save()
    return begun


def keyed(**values: object) -> dict[str, object]:
    """What a form sends, with a fresh key."""
    return {"key": new_key(), **values}


def text_of(response: object) -> str:
    """The page with plain spaces."""
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")  # type: ignore[attr-defined]
