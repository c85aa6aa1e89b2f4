"""What turns the modules into a running program: settings, database, processes, commands."""
