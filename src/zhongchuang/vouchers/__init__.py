"""创新券 as accounts: what a voucher and an order are, how money is set aside, redeemed and given back, within what limits."""
