"""A spoilt pack is refused as a whole, naming the file and the key."""

import shutil

import pytest

from nafa.jurisdictions.library import PACKS
from nafa.jurisdictions.loader import load_pack
from nafa.jurisdictions.types import PackRefused


@pytest.fixture
def root(tmp_path):
    copy = tmp_path / "packs"
    shutil.copytree(PACKS, copy)
    return copy


def test_an_unspoilt_copy_loads(root):
    assert load_pack(root, "uemoa/senegal").name_fr == "Sénégal"


SPOILT = [
    ("uemoa/pack.toml", 'currency = "XOF"', 'currency = "cfa"', "currency"),
    ("uemoa/pack.toml", 'currency = "XOF"\n', "", "file"),
    ("uemoa/pack.toml", 'code = "uemoa"', 'code = "cemac"', "code"),
    ("uemoa/pack.toml", 'code = "uemoa"', "code = uemoa", "file"),
    ("uemoa/pack.toml", 'inherits = ""', 'inherits = "africa"', "file"),
    ("uemoa/values.toml", 'name = "teg_method"', 'name = "teg_methode"', "value.2.name"),
    ("uemoa/values.toml", 'value = "24"\n', "", "value.1"),
    ("uemoa/values.toml", 'value = "24"', 'value = "much"', "usury_ceiling_percent"),
    ("uemoa/values.toml", 'value = "false"', 'value = "perhaps"', "teg_counts_compulsory_savings"),
    ("uemoa/values.toml", 'source = "USURY"', 'source = "RUMOUR"', "usury_ceiling_percent"),
    ("uemoa/values.toml", 'source = "USURY"\n', "", "value.0"),
    ("uemoa/values.toml", '"2014-01-01"', '"1997-01-01"', "usury_ceiling_percent"),
    ("uemoa/values.toml", '"2014-01-01"', '"2014-13-01"', "usury_ceiling_percent"),
    ("uemoa/values.toml", '"2014-01-01"', '"soon"', "value.1.effective_from"),
    ("uemoa/values.toml", "confirmed = true", "confirmed = true\ncolour = 1", "value.1"),
    ("uemoa/arrears.toml", "more_than = 6", "more_than = 1", "class"),
    ("uemoa/chart.csv", "\n101,", "\n10,", "10"),
    ("uemoa/chart.csv", "1,101,yes,D,", "1,109,yes,D,", "1011"),
    ("uemoa/chart.csv", ",D,2010", ",LEFT,2010", "10 side"),
    ("uemoa/roles.csv", "CASH,,1011", "CASH,,10", "CASH"),
    ("uemoa/roles.csv", "CASH,,1011", "SHOES,,1011", "SHOES role"),
    ("uemoa/roles.csv", "BANK,,1141", "CASH,,1141", "CASH"),
    ("uemoa/senegal/holidays.toml", "month = 4\nday = 4", "month = 2\nday = 30", "INDEPENDENCE"),
    ("uemoa/senegal/holidays.toml", "month = 4\n", "", "holiday.1"),
    ("uemoa/senegal/holidays.toml", '"2024-04-10"', '"2025-04-10"', "KORITE"),
    ("uemoa/senegal/holidays.toml", '"2024-04-10"', '"2024-04-31"', "KORITE"),
]


@pytest.mark.parametrize(("file", "good", "bad", "key"), SPOILT)
def test_a_spoilt_file_is_refused_naming_file_and_key(root, file, good, bad, key):
    path = root / file
    text = path.read_text()
    assert good in text
    path.write_text(text.replace(good, bad, 1))

    with pytest.raises(PackRefused) as refused:
        load_pack(root, "uemoa/senegal")

    assert refused.value.key == key
    if 'inherits = "africa"' not in bad:
        assert refused.value.file == file
