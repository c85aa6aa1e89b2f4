"""Every page the checks open and a person may look at: an explicit table.

A module adds its pages here with the role that sees them. `role` is the code of a shipped role,
or empty for pages without log-in. The checks open each at two widths, in two themes and in two
languages; `status` is what the server answers.
"""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPage:
    """A page to look at. `arguments` are the words of its address."""

    name: str
    url_name: str
    role: str
    arguments: tuple[str, ...] = ()
    status: int = 200

    @property
    def url(self) -> str:
        return reverse(self.url_name, args=self.arguments)


def sample_page(name: str, *, status: int = 200) -> GalleryPage:
    """A page of the gallery itself: components with invented data."""
    return GalleryPage(
        name=f"gallery-{name}",
        url_name="web:gallery-sample",
        role="administrator",
        arguments=(name,),
        status=status,
    )


PAGES: list[GalleryPage] = [
    GalleryPage(name="login", url_name="web:login", role=""),
    GalleryPage(name="gallery", url_name="web:gallery", role="administrator"),
    sample_page("values"),
    sample_page("list"),
    sample_page("list-empty"),
    sample_page("file"),
    sample_page("form"),
    sample_page("form-errors", status=422),
    sample_page("refusal", status=409),
    sample_page("wizard"),
    sample_page("approval"),
    sample_page("dashboard"),
    sample_page("progress"),
    sample_page("confirmation"),
    sample_page("print"),
]
