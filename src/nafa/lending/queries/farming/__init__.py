"""Reading calendars of crops, fields, vouchers and suppliers."""
