"""The watch: rules over the trails, alerts, and cases that people close."""
