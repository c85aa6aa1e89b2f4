"""Addresses of lending to farmers."""

from django.urls import path

from nafa.interfaces.web.views.farming import (
    calendars,
    deliveries,
    fields,
    suppliers,
    vouchers,
    weather,
)

PATHS = [
    path("campagnes/", calendars.calendar_list, name="calendars"),
    path("campagnes/nouvelle/", calendars.new_calendar, name="calendar-new"),
    path("campagnes/demande/", fields.new_field, name="field-new"),
    path("campagnes/demande/plafond/", fields.preview, name="field-preview"),
    path("campagnes/intemperies/", weather.weather_list, name="weather-list"),
    path("campagnes/intemperies/nouvelle/", weather.new_weather, name="weather-new"),
    path("campagnes/intemperies/<file:number>/", weather.weather, name="weather"),
    path("campagnes/intemperies/<file:number>/retrait/", weather.withdraw, name="weather-withdraw"),
    path("demandes/<file:application>/bons/nouveau/", vouchers.new_voucher, name="voucher-new"),
    path("bons/<file:number>.pdf", vouchers.printed, name="voucher-pdf"),
    path("bons/<file:number>/annuler/", vouchers.cancel, name="voucher-cancel"),
    path("caisse/credit/<file:loan>/livraison/", deliveries.deliver, name="till-deliver"),
    path("fournisseurs/", suppliers.supplier_list, name="suppliers"),
    path("fournisseurs/nouveau/", suppliers.new_supplier, name="supplier-new"),
    path("fournisseurs/<file:number>/", suppliers.supplier_file, name="supplier"),
    path("fournisseurs/<file:number>/paiement/", suppliers.pay, name="supplier-pay"),
]
