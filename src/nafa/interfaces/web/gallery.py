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
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name, args=self.arguments) + self.query


def sample_page(name: str, *, status: int = 200) -> GalleryPage:
    """A page of the gallery itself: components with invented data."""
    return GalleryPage(
        name=f"gallery-{name}",
        url_name="web:gallery-sample",
        role="administrator",
        arguments=(name,),
        status=status,
    )


def credit_page(
    name: str, url_name: str, *arguments: str, role: str = "loan_officer", query: str = ""
) -> GalleryPage:
    """A page of clients, products or applications, by the numbers that the stage gives."""
    return GalleryPage(
        name=name, url_name=f"web:{url_name}", role=role, arguments=arguments, query=query
    )


CREDIT_PAGES: tuple[GalleryPage, ...] = (
    credit_page("clients", "clients"),
    credit_page("clients-empty", "clients", query="?q=zzzz"),
    credit_page("search", "search", query="?q=ndiay"),
    credit_page("client", "client", "C0000001"),
    credit_page("client-documents", "client", "C0000001", query="?tab=documents"),
    credit_page("client-history", "client", "C0000001", query="?tab=history"),
    credit_page("client-group", "client", "G0000001", query="?tab=members", role="branch_manager"),
    credit_page("client-new", "client-new"),
    credit_page("client-edit", "client-edit", "C0000001"),
    credit_page("document-add", "document-add", "C0000001"),
    credit_page("photo-set", "photo-set", "C0000001"),
    credit_page("interaction-add", "interaction-add", "C0000001"),
    credit_page("group-new", "group-new"),
    credit_page("member-add", "member-add", "G0000001", query="?q=fatou"),
    credit_page("member-role", "member-add", "G0000001", query="?person=C0000004"),
    credit_page("member-remove", "member-remove", "G0000001", "C0000003"),
    credit_page("products", "products", role="general_manager"),
    credit_page("product", "product", "IND", role="general_manager"),
    credit_page("product-new", "product-new", role="general_manager"),
    credit_page("product-revise", "product-revise", "IND", role="general_manager"),
    credit_page("applications", "applications"),
    credit_page("applications-empty", "applications", query="?status=WITHDRAWN"),
    credit_page("application-choose", "application-new", query="?q=awa"),
    credit_page("application-new", "application-new", query="?client=C0000002&from=D0000003"),
    credit_page("application", "application", "D0000005"),
    credit_page("application-approved", "application", "D0000004"),
    credit_page("application-withdraw", "application-withdraw", "D0000001"),
    credit_page("approvals", "approvals", role="branch_manager"),
    credit_page("decide", "application-decide", "D0000001", role="branch_manager"),
    credit_page("decide-above-limit", "application-decide", "D0000002", role="branch_manager"),
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
    *CREDIT_PAGES,
]
