"""The command `nafa`: what starts, stops and checks the program, and the table of all commands."""
