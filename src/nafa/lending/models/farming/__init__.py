"""Tables of farming loans: calendars of crops, fields, suppliers, vouchers."""

from nafa.lending.models.farming.inputs import InputVoucher, Supplier, SupplierPayment
from nafa.lending.models.farming.season import CropCalendar, FarmPlan

__all__ = ["CropCalendar", "FarmPlan", "InputVoucher", "Supplier", "SupplierPayment"]
