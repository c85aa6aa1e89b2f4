"""Pages of lending to farmers: calendars, fields, vouchers, deliveries, suppliers."""
