"""Passwords hashed as the program does, with so little work that tests may hire people at will."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SwiftArgon2(Argon2PasswordHasher):
    """Argon2id as shipped, in a thousandth of its time and memory; nobody attacks these hashes."""

    time_cost, memory_cost, parallelism = 1, 8, 1
