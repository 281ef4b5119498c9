"""The room's reads. `schemes.py`; `vouchers.py`: vouchers and orders; `providers.py`: the list; `placing.py`: what an order would
take; `counter.py`: what a code speaks of; `proving.py`: the proof; `records.py`: rows as the decisions see them."""

from zhongchuang.vouchers.selectors.counter import peek_code
from zhongchuang.vouchers.selectors.placing import Preview, order_preview
from zhongchuang.vouchers.selectors.providers import (
    department_providers,
    listed_provider,
    listed_providers,
    listing_departments,
    open_account_changes,
    own_providers,
    provider_of,
    services_of,
)
from zhongchuang.vouchers.selectors.proving import Proof, vouchers_proof
from zhongchuang.vouchers.selectors.schemes import newest_scheme, newest_schemes, scheme_of, schemes_in_force
from zhongchuang.vouchers.selectors.vouchers import (
    department_orders,
    department_vouchers,
    holder_orders,
    invoices_of,
    moves_open,
    order_of,
    own_vouchers,
    papers_of,
    provider_orders,
    visible_orders,
    visible_vouchers,
    voucher_moves_open,
    voucher_of,
)

__all__ = [
    "Preview",
    "Proof",
    "department_orders",
    "department_providers",
    "department_vouchers",
    "holder_orders",
    "invoices_of",
    "listed_provider",
    "listed_providers",
    "listing_departments",
    "moves_open",
    "newest_scheme",
    "newest_schemes",
    "open_account_changes",
    "order_of",
    "order_preview",
    "own_providers",
    "own_vouchers",
    "papers_of",
    "peek_code",
    "provider_of",
    "provider_orders",
    "scheme_of",
    "schemes_in_force",
    "services_of",
    "visible_orders",
    "visible_vouchers",
    "voucher_moves_open",
    "voucher_of",
    "vouchers_proof",
]
