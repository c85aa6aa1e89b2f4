"""What changes calendars of crops, fields, vouchers and what suppliers are paid."""
