"""Every page of the gallery, seen as people see it. Pages are added in `web/gallery.py`."""

import pytest
from playwright.sync_api import Browser

from interfaces.web.conftest import House
from interfaces.web.viewing import (
    VIEWS,
    ZOOMED,
    accessibility,
    faults_of,
    followed,
    overlaps,
    standing,
    views_of,
    zoom_faults,
)
from nafa.interfaces.web.gallery import PAGES, GalleryPage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_right_however_it_is_looked_at(
    browser: Browser, house: House, page: GalleryPage
) -> None:
    faults: list[str] = []
    for seen in views_of(PAGES.index(page)):
        zoomed = ZOOMED if (seen.theme, seen.language) == (ZOOMED.theme, ZOOMED.language) else None
        with standing(browser, house.url, page.role, seen) as tab:
            url = followed(tab, house.url + page.url, page.follows)
            found = faults_of(
                tab, url, name=page.name, seen=seen, status=page.status, zoomed=zoomed
            )
        faults += [f"{seen.width} {seen.theme} {seen.language}: {fault}" for fault in found]

    assert not faults, "\n".join(faults)


def test_the_checks_see_a_spoilt_page(browser: Browser) -> None:
    tab = browser.new_page()
    tab.set_content(
        "<title>x</title><main><img src='data:,'><button style='position:absolute;top:9px'>A"
        "</button><button style='position:absolute;top:9px'>B</button></main>"
    )

    assert overlaps(tab)
    assert any("image-alt" in fault for fault in accessibility(tab))
    tab.close()


def test_the_checks_see_what_a_zoom_cuts_off(browser: Browser) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.set_content(
        "<main style='min-width:700px;height:500px'></main>"
        "<div class='form-actions'><button class='button-primary'>A</button></div>"
    )

    faults = zoom_faults(tab, ZOOMED, back=VIEWS[0])

    assert any("sideways" in fault for fault in faults)
    assert any("primary action" in fault for fault in faults)
    assert tab.viewport_size == {"width": 1280, "height": 800}
    tab.close()
