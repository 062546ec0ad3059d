# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Literal

ListOrder = Literal["asc", "desc"]

LIST_ORDER_VALUES: set[ListOrder] = {
    "asc",
    "desc",
}
