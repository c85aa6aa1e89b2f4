"""Screens of internal control: requests, rules, rights, reviews, people, emergencies."""
