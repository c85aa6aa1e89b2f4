"""Hashing and proofs against a naive tree, and against an implementation that is not ours."""

import hashlib
from typing import Any

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle.core import _consistency_path_layout
from pymerkle.proof import InvalidProof
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore.errors import VerificationError

from nafa.ledger.calc.tlog import merkle, tiles
from nafa.ledger.calc.tlog.frontier import Frontier
from nafa.ledger.calc.tlog.merkle import ProofInvalid

# The leaves of the test tree of RFC 6962's reference implementation, and its roots by size.
KNOWN_LEAVES = [
    bytes.fromhex(one)
    for one in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
KNOWN_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)

KNOWN_CONSISTENCY = [
    (1, 8, [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]),
    (6, 8, [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]),
    (2, 5, [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]),
]  # fmt: skip


def naive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, section 2.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:cut]) + naive_root(leaves[cut:])).digest()


def reader_of(leaves: list[bytes]) -> merkle.Reader:
    return lambda height, index: naive_root(leaves[index << height : (index + 1) << height])


def tile_store(leaves: list[bytes]) -> dict[tiles.TileKey, bytes]:
    """All tiles of the tree, by their definition."""
    store: dict[tiles.TileKey, bytes] = {}
    read = reader_of(leaves)
    for level in range(4):
        count = len(leaves) >> (8 * level)
        for at in range(count):
            key = tiles.TileKey(level, at // 256)
            store[key] = store.get(key, b"") + read(8 * level, at)
    return store


def made(count: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(count)]


sizes = st.integers(1, 70)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference_tree(size: int) -> None:
    leaves = KNOWN_LEAVES[:size]

    assert naive_root(leaves).hex() == KNOWN_ROOTS[size]
    assert merkle.root(size, reader_of(leaves)).hex() == KNOWN_ROOTS[size]
    assert merkle.fold([merkle.leaf_hash(leaf) for leaf in leaves]).hex() == KNOWN_ROOTS[size]


@given(size=sizes, data=st.data())
def test_an_inclusion_proof_proves_its_leaf_and_no_other(size: int, data: Any) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = made(size)
    path = merkle.inclusion_proof(index, size, reader_of(leaves))
    leaf, root = merkle.leaf_hash(leaves[index]), naive_root(leaves)
    given_for = {"index": index, "size": size, "path": path, "root": root}

    merkle.verify_inclusion(leaf, **given_for)
    with pytest.raises(ProofInvalid):
        merkle.verify_inclusion(merkle.leaf_hash(b"another"), **given_for)
    with pytest.raises(ProofInvalid):
        merkle.verify_inclusion(leaf, **{**given_for, "path": [*path, bytes(32)]})
    for at in range(len(path)):
        spoilt = [*path[:at], bytes(32), *path[at + 1 :]]
        with pytest.raises(ProofInvalid):
            merkle.verify_inclusion(leaf, **{**given_for, "path": spoilt})
    if path:
        with pytest.raises(ProofInvalid):
            merkle.verify_inclusion(leaf, **{**given_for, "path": path[:-1]})
        with pytest.raises(ProofInvalid):
            merkle.verify_inclusion(leaf, **{**given_for, "index": index ^ 1})


@given(new=sizes, data=st.data())
def test_a_consistency_proof_shows_that_the_past_was_kept(new: int, data: Any) -> None:
    old = data.draw(st.integers(0, new))
    leaves = made(new)
    path = merkle.consistency_proof(old, new, reader_of(leaves))
    roots = {"old_root": naive_root(leaves[:old]), "new_root": naive_root(leaves)}

    merkle.verify_consistency(old=old, new=new, path=path, **roots)
    with pytest.raises(ProofInvalid):
        merkle.verify_consistency(old=old, new=new, path=[*path, bytes(32)], **roots)
    for at in range(len(path)):
        spoilt = [*path[:at], bytes(32), *path[at + 1 :]]
        with pytest.raises(ProofInvalid):
            merkle.verify_consistency(old=old, new=new, path=spoilt, **roots)
    if old:
        changed = naive_root([b"changed", *leaves[1:old]])
        with pytest.raises(ProofInvalid):
            merkle.verify_consistency(
                old=old, new=new, path=path, old_root=changed, new_root=roots["new_root"]
            )


@given(new=sizes, data=st.data())
def test_pymerkle_finds_our_roots_consistent_and_refuses_a_changed_past(
    new: int, data: Any
) -> None:
    old = data.draw(st.integers(1, new))
    leaves = made(new)
    read = reader_of(leaves)
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        theirs.append_entry(leaf)
    rule, subset, ranges = _consistency_path_layout(old, new)
    path = [merkle.range_hash(start, end, read) for start, end in ranges]
    proof = pymerkle.ConsistencyProof("sha256", True, new, old, rule, subset, path)
    roots = (merkle.root(old, read), merkle.root(new, read))

    assert roots == (theirs.get_root(old), theirs.get_root(new))
    pymerkle.verify_consistency(*roots, proof, prior_size=old, later_size=new)
    changed = merkle.root(old, reader_of([b"changed", *leaves[1:]]))
    with pytest.raises(InvalidProof):
        pymerkle.verify_consistency(changed, roots[1], proof)


@pytest.mark.parametrize(("old", "new", "path"), KNOWN_CONSISTENCY)
def test_consistency_proofs_are_those_of_the_reference_tree(
    old: int, new: int, path: list[str]
) -> None:
    found = merkle.consistency_proof(old, new, reader_of(KNOWN_LEAVES[:new]))

    assert [step.hex() for step in found] == path


@given(size=sizes, data=st.data())
def test_pymerkle_verifies_our_inclusion_proofs_and_refuses_spoilt_ones(
    size: int, data: Any
) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = made(size)
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        theirs.append_entry(leaf)
    leaf, root = merkle.leaf_hash(leaves[index]), merkle.root(size, reader_of(leaves))
    proof = theirs.prove_inclusion(index + 1, size)
    proof.path = [leaf, *merkle.inclusion_proof(index, size, reader_of(leaves))]

    pymerkle.verify_inclusion(leaf, root, proof)
    for at in range(len(proof.path)):
        kept, proof.path[at] = proof.path[at], bytes(32)
        with pytest.raises(InvalidProof):
            pymerkle.verify_inclusion(leaf, root, proof)
        proof.path[at] = kept


class SigstoreEntry:
    """What sigstore's verifier reads of a log entry."""

    def __init__(self, leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> None:
        self._inner = self
        self.canonicalized_body = leaf
        self.inclusion_proof = self
        self.log_index, self.tree_size, self.hashes, self.root_hash = index, size, path, root


@given(size=sizes, data=st.data())
def test_sigstore_verifies_our_inclusion_proofs_and_refuses_spoilt_ones(
    size: int, data: Any
) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = made(size)
    path, root = merkle.inclusion_proof(index, size, reader_of(leaves)), naive_root(leaves)

    verify_merkle_inclusion(SigstoreEntry(leaves[index], index, size, path, root))  # type: ignore[arg-type]
    with pytest.raises(VerificationError):
        verify_merkle_inclusion(SigstoreEntry(b"changed", index, size, path, root))  # type: ignore[arg-type]
    for at in range(len(path)):
        spoilt = [*path[:at], bytes(32), *path[at + 1 :]]
        with pytest.raises(VerificationError):
            verify_merkle_inclusion(SigstoreEntry(leaves[index], index, size, spoilt, root))  # type: ignore[arg-type]


@settings(max_examples=15, deadline=None)
@given(size=st.integers(1, 1400), data=st.data())
def test_tiles_hold_the_whole_tree(size: int, data: Any) -> None:
    leaves = made(size)
    store = tile_store(leaves)
    read = tiles.TileReader(size, lambda key, _width: store.get(key))
    old, index = data.draw(st.integers(1, size)), data.draw(st.integers(0, size - 1))

    assert merkle.root(size, read) == naive_root(leaves)
    merkle.verify_consistency(
        old=old,
        new=size,
        old_root=naive_root(leaves[:old]),
        new_root=naive_root(leaves),
        path=merkle.consistency_proof(old, size, read),
    )
    merkle.verify_inclusion(
        merkle.leaf_hash(leaves[index]),
        index=index,
        size=size,
        path=merkle.inclusion_proof(index, size, read),
        root=naive_root(leaves),
    )
    assert {key: len(data) // 32 for key, data in store.items()} == {
        key: tiles.width_in(key, size) for key in store
    }


@settings(max_examples=15, deadline=None)
@given(full=st.integers(0, 4), rest=st.integers(0, 255))
def test_the_right_edge_tells_the_root_at_every_moment(full: int, rest: int) -> None:
    leaves = made(full * 256 + rest)
    grown = Frontier(height=8)
    for at in range(full):
        grown.add(naive_root(leaves[at * 256 : (at + 1) * 256]))
    read = Frontier.at(full * 256, reader_of(leaves), height=8)

    tail = [merkle.leaf_hash(leaf) for leaf in leaves[full * 256 :]]
    assert grown.size == full * 256
    assert grown.parts == read.parts
    assert grown.root(tail) == naive_root(leaves)


def test_a_missing_or_narrow_tile_is_named() -> None:
    leaves = made(300)
    store = tile_store(leaves)
    del store[tiles.TileKey(0, 1)]

    with pytest.raises(tiles.TileMissing) as refusal:
        merkle.root(300, tiles.TileReader(300, lambda key, _width: store.get(key)))

    assert refusal.value.key == tiles.TileKey(0, 1)
    assert refusal.value.width == 44


def test_paths_of_tiles_are_those_of_the_specification() -> None:
    assert tiles.tile_path(tiles.TileKey(0, 1234067)) == "tile/0/x001/x234/067"
    assert tiles.tile_path(tiles.TileKey(2, 0), 1) == "tile/2/000.p/1"
    assert tiles.widths_at(70_000) == [
        (tiles.TileKey(0, 273), 112),
        (tiles.TileKey(1, 1), 17),
        (tiles.TileKey(2, 0), 1),
    ]
    assert tiles.widths_at(256) == [(tiles.TileKey(0, 0), 256), (tiles.TileKey(1, 0), 1)]
