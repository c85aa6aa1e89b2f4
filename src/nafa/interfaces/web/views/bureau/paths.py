"""Addresses of the credit bureau."""

from django.urls import path

from nafa.interfaces.web.views.bureau import asking, files

FILE = "demandes/<file:application>/centrale/<file:client>"
MONTH = "centrale/<file:number>"

PATHS = [
    path(f"{FILE}/accord/", asking.consent, name="bureau-consent"),
    path(f"{FILE}/interroger/", asking.ask, name="bureau-ask"),
    path(f"{FILE}/rapport/", asking.report, name="bureau-report"),
    path("centrale/", files.file_list, name="bureau-files"),
    path("centrale/etablir/", files.make, name="bureau-file-make"),
    path(f"{MONTH}/", files.file, name="bureau-file"),
    path(f"{MONTH}/envoyer/", files.send, name="bureau-file-send"),
    path(f"{MONTH}/fichier.jsonl", files.download, name="bureau-file-download"),
]
