"""A house that finances by goods."""

import pytest

from factories.goods import Goods, make_goods
from factories.house import House


@pytest.fixture
def goods(house: House) -> Goods:
    return make_goods(house)
