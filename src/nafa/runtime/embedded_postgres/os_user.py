"""The operating-system user that runs PostgreSQL, which refuses to run as root."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

OWN_USER = "nafa"
_OTHERS = ("postgres", "nobody")


@dataclass(frozen=True)
class OsUser:
    """A user by numbers; `name` is for messages."""

    name: str
    uid: int
    gid: int


def server_user(existing_data: Path) -> OsUser | None:
    """Who runs the server: nobody else when we are not root; else the data's owner, or our own.

    As root a system user `nafa` is made where the system can make one.
    """
    if os.geteuid() != 0:
        return None
    if existing_data.exists() and existing_data.stat().st_uid != 0:
        return _by_uid(existing_data.stat().st_uid)
    if shutil.which("useradd") and not _exists(OWN_USER):
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--user-group", "--home-dir",
             "/nonexistent", "--shell", "/usr/sbin/nologin", OWN_USER],
            check=False, capture_output=True,
        )  # fmt: skip
    name = next(name for name in (OWN_USER, *_OTHERS) if _exists(name))
    entry = pwd.getpwnam(name)
    return OsUser(name=name, uid=entry.pw_uid, gid=entry.pw_gid)


def expected_user() -> OsUser:
    """Who would run the server as root; before the user exists, a stranger to every group."""
    if _exists(OWN_USER):
        entry = pwd.getpwnam(OWN_USER)
        return OsUser(name=OWN_USER, uid=entry.pw_uid, gid=entry.pw_gid)
    return OsUser(name=OWN_USER, uid=-1, gid=-1)


def can_pass(path: Path, user: OsUser) -> bool:
    """Whether the user can walk to the path (through its nearest existing folder)."""
    return closed_folder(path, user) is None


def closed_folder(path: Path, user: OsUser) -> Path | None:
    """The first folder on the way that the user may not enter."""
    resolved = path.resolve()
    for folder in (*reversed(resolved.parents), resolved):
        if not folder.exists():
            return None
        if not _may_enter(folder.stat(), user):
            return folder
    return None


def _may_enter(status: os.stat_result, user: OsUser) -> bool:
    if status.st_uid == user.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == user.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _by_uid(uid: int) -> OsUser:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return OsUser(name=str(uid), uid=uid, gid=uid)
    return OsUser(name=entry.pw_name, uid=uid, gid=entry.pw_gid)
