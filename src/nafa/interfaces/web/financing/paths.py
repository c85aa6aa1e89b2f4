"""Addresses of contracts about goods and of the register of things."""

from django.urls import path

from nafa.interfaces.web.financing import assets, counter, files, lists, reading, requests

PATHS = [
    path("financements/", lists.contract_list, name="financing"),
    path("financements/export.csv", lists.contract_export, name="financing-export"),
    path("financements/nouveau/", requests.new_request, name="financing-new"),
    path("financements/nouveau/<slug:product>/apercu/", requests.preview, name="financing-preview"),
    path("financements/produits/", lists.product_list, name="financing-products"),
    path("financements/produits/nouveau/", lists.new_product, name="financing-product-new"),
    path("financements/fonds/nouveau/", lists.new_pool, name="financing-pool-new"),
    path("financements/fonds/<slug:pool>/don/", lists.give_to_charity, name="financing-charity"),
    path(
        "financements/recus/<file:fact_id>/",
        reading.operation(counter.receipt),
        name="financing-receipt",
    ),
    path(
        "financements/operations/<file:fact_id>/annuler/",
        reading.operation(files.reverse_operation),
        name="financing-reverse",
    ),
    path(
        "financements/<file:contract_id>/", reading.contract(files.contract), name="financing-file"
    ),
    path(
        "financements/<file:contract_id>/operations/",
        reading.contract(files.operations),
        name="financing-operations",
    ),
    path(
        "financements/<file:contract_id>/comptes/",
        reading.contract(files.accounts),
        name="financing-accounts",
    ),
    path(
        "financements/<file:contract_id>/documents/",
        reading.contract(files.papers),
        name="financing-papers",
    ),
    path(
        "financements/<file:contract_id>/documents/<str:paper_id>/",
        reading.contract(files.paper),
        name="financing-paper",
    ),
    path(
        "financements/<file:contract_id>/historique/",
        reading.contract(files.past),
        name="financing-history",
    ),
    path(
        "financements/<file:contract_id>/contrat.pdf",
        reading.contract(files.contract_file),
        name="financing-contract",
    ),
    path(
        "financements/<file:contract_id>/etapes/<slug:slug>/",
        reading.contract(files.step),
        name="financing-step",
    ),
    path(
        "caisse/financement/<file:contract_id>/",
        reading.contract(counter.collect),
        name="till-financing",
    ),
    path(
        "caisse/financement/<file:contract_id>/partage/",
        reading.contract(counter.preview),
        name="till-financing-preview",
    ),
    path("biens/", lists.asset_list, name="assets"),
    path("biens/export.csv", lists.asset_export, name="assets-export"),
    path("biens/<file:asset_id>/", reading.asset(assets.asset), name="asset"),
    path(
        "biens/<file:asset_id>/etapes/<slug:slug>/", reading.asset(assets.step), name="asset-step"
    ),
]
