"""Folders as a stream of tar, and back."""

import os
import tarfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO


@contextmanager
def packed(top: Path, paths: Sequence[Path]) -> Iterator[BinaryIO]:
    """A stream of these files and folders, named from `top`; what vanishes is left out."""
    reading, writing = os.pipe()
    faults: list[BaseException] = []

    def pack() -> None:
        try:
            with os.fdopen(writing, "wb") as out, tarfile.open(fileobj=out, mode="w|") as tar:
                for path in paths:
                    _add(tar, path, top)
        except BaseException as fault:
            faults.append(fault)

    packer = threading.Thread(target=pack, daemon=True)
    with os.fdopen(reading, "rb") as source:
        packer.start()
        yield source
        packer.join()
    if faults:
        raise faults[0]


def _add(tar: tarfile.TarFile, path: Path, top: Path) -> None:
    try:
        tar.add(path, arcname=str(path.relative_to(top)), recursive=False)
    except FileNotFoundError:
        return
    if path.is_dir():
        for inner in sorted(path.iterdir()):
            _add(tar, inner, top)


def _inside(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A member whose name leads nowhere else. Raises ValueError."""
    name = PurePosixPath(member.name)
    if name.is_absolute() or ".." in name.parts or not (member.isfile() or member.isdir()):
        raise ValueError(f"{member.name} does not belong in a copy")
    return member


@contextmanager
def unpacking(folder: Path) -> Iterator[BinaryIO]:
    """Takes a stream of tar into a folder; nothing of it lands outside."""
    reading, writing = os.pipe()
    faults: list[BaseException] = []

    def unpack() -> None:
        try:
            with os.fdopen(reading, "rb") as source, tarfile.open(fileobj=source, mode="r|") as tar:
                for member in tar:
                    tar.extract(_inside(member), folder, numeric_owner=True)
        except BaseException as fault:
            faults.append(fault)

    unpacker = threading.Thread(target=unpack, daemon=True)
    unpacker.start()
    try:
        with os.fdopen(writing, "wb") as out:
            yield out
    finally:
        unpacker.join()
    if faults:
        raise faults[0]
