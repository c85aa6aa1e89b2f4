"""Currencies and the number of decimals of their smallest unit (ISO 4217)."""

MINOR_DIGITS: dict[str, int] = {
    "XOF": 0, "XAF": 0, "GNF": 0, "BIF": 0, "DJF": 0, "KMF": 0, "RWF": 0, "UGX": 0, "JPY": 0,
    "VND": 0, "CLP": 0, "KRW": 0, "PYG": 0, "XPF": 0,
    "AED": 2, "AOA": 2, "AUD": 2, "BRL": 2, "BWP": 2, "CAD": 2, "CDF": 2, "CHF": 2, "CNY": 2,
    "CVE": 2, "CZK": 2, "DKK": 2, "DZD": 2, "EGP": 2, "ERN": 2, "ETB": 2, "EUR": 2, "GBP": 2,
    "GHS": 2, "GMD": 2, "HKD": 2, "HUF": 2, "INR": 2, "KES": 2, "LRD": 2, "LSL": 2, "MAD": 2,
    "MGA": 2, "MRU": 2, "MUR": 2, "MWK": 2, "MXN": 2, "MZN": 2, "NAD": 2, "NGN": 2, "NOK": 2,
    "NZD": 2, "PLN": 2, "SAR": 2, "SCR": 2, "SDG": 2, "SEK": 2, "SGD": 2, "SLE": 2, "SOS": 2,
    "SSP": 2, "STN": 2, "SZL": 2, "TRY": 2, "TZS": 2, "USD": 2, "ZAR": 2, "ZMW": 2,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip


class UnknownCurrency(ValueError):
    """The code is not one of the currencies Nafa keeps books in."""

    def __init__(self, code: str) -> None:
        super().__init__(f"unknown currency {code!r}")
        self.currency_code = code


def minor_digits(code: str) -> int:
    """Decimals of the currency: 0 for XOF, 2 for EUR. Refuses: UnknownCurrency."""
    try:
        return MINOR_DIGITS[code]
    except KeyError:
        raise UnknownCurrency(code) from None
