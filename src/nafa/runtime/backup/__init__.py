"""Copies of an institution: base copies, the stream of changes, sealed, and brought back.

What leaves the machine is sealed for a key whose secret half may be kept elsewhere (age). The
changes of the database follow within a minute, so that little is lost with a machine.
"""
