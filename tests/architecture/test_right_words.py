"""Every right has words, so that no page shows a code of the program instead of a meaning."""

from nafa.interfaces.web.wording.rights import OBJECTS, RIGHTS
from nafa.interfaces.web.wording.trail import name_word
from nafa.kernel.control.actions import object_of
from nafa.kernel.control.defining import known_permissions
from nafa.runtime import urls


def test_every_right_and_its_object_have_words() -> None:
    assert urls.urlpatterns  # the pages are imported, and with them all that declares a right
    rights = known_permissions()

    assert not sorted(rights - RIGHTS.keys())
    assert not sorted(RIGHTS.keys() - rights), "words of rights that are no more"
    assert {object_of(one) for one in rights} == OBJECTS.keys()


def test_a_page_of_the_trail_without_words_shows_its_address() -> None:
    assert name_word("web:loan-life").endswith("/credits/…/vie/")
    assert name_word("web:no-such-page").endswith("no-such-page")
