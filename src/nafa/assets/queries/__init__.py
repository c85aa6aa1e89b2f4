"""Reading contracts about goods, the register of things, products and pools."""

from nafa.assets.queries.contracts import (
    ContractRow,
    ContractView,
    contract_id_of,
    contract_view,
    contracts,
    known_contracts,
)
from nafa.assets.queries.counter import (
    OperationRow,
    fact_id_of,
    operations_of_account,
    receipt_of,
)
from nafa.assets.queries.endings import buy_out_price
from nafa.assets.queries.engagements import engaged
from nafa.assets.queries.offers import (
    Preview,
    charity_held,
    find_product,
    pool_id_of,
    pools,
    preview,
    product_id_of,
    products,
    read_terms,
)
from nafa.assets.queries.paying import preview_payment
from nafa.assets.queries.register import AssetRow, asset_id_of, asset_view, assets
from nafa.assets.queries.state import find_contract

__all__ = [
    "AssetRow",
    "ContractRow",
    "ContractView",
    "OperationRow",
    "Preview",
    "asset_id_of",
    "asset_view",
    "assets",
    "buy_out_price",
    "charity_held",
    "contract_id_of",
    "contract_view",
    "contracts",
    "engaged",
    "fact_id_of",
    "find_contract",
    "find_product",
    "known_contracts",
    "operations_of_account",
    "pool_id_of",
    "pools",
    "preview",
    "preview_payment",
    "product_id_of",
    "products",
    "read_terms",
    "receipt_of",
]
