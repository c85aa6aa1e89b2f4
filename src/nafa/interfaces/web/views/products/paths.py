"""Addresses of products."""

from django.urls import path

from nafa.interfaces.web.views.products import clauses, files, indexes, views

PATHS = [
    path("produits/", views.product_list, name="products"),
    path("produits/nouveau/", views.define, name="product-new"),
    path("produits/apercu/", views.preview, name="product-preview"),
    path("produits/frais/", views.fees, name="product-fees"),
    path("produits/reprendre/", files.bring, name="product-import"),
    path("produits/indices/", indexes.index_list, name="indexes"),
    path("produits/indices/nouveau/", indexes.new_index, name="index-new"),
    path("produits/indices/<file:code>/valeur/", indexes.new_value, name="index-value"),
    path("produits/<file:product>/regles.toml", files.export, name="product-export"),
    path("produits/<file:product>/", views.product_file, name="product"),
    path(
        "produits/<file:product>/clauses/<slug:language>/",
        clauses.clauses,
        name="product-clauses",
    ),
    path(
        "produits/<file:product>/clauses/<slug:language>/contrat.pdf",
        clauses.contract,
        name="product-contract",
    ),
    path("produits/<file:product>/modifier/", views.revise, name="product-revise"),
]
