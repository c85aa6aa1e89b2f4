"""What changes shares, meetings and debts of members, and collection sheets."""
