"""Words for the codes that modules keep: kinds, states, reasons, names of commands."""
