"""Tables of farming loans: calendars of crops, fields, suppliers, vouchers."""

from nafa.lending.models.farming.inputs import InputVoucher, Supplier, SupplierPayment
from nafa.lending.models.farming.season import CropCalendar, FarmPlan
from nafa.lending.models.farming.weather import WeatherDeferral, WeatherEvent

__all__ = [
    "CropCalendar",
    "FarmPlan",
    "InputVoucher",
    "Supplier",
    "SupplierPayment",
    "WeatherDeferral",
    "WeatherEvent",
]
