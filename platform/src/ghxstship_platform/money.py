"""Money: a JSON number in major units on the wire, an integer of minor units inside (contract §2)."""
# ruff: noqa: SIM905 - currency codes read better as words than as lists

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

# ISO 4217 active codes whose exponent is not 2; every other code in CURRENCIES has two digits.
_EXPONENTS: dict[str, int] = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}

CURRENCIES = frozenset(
    """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
    GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD
    KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK
    NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
    SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV
    WST XAF XCD XOF XPF YER ZAR ZMW ZWG""".split()
)

# 10^15 minor units: above every budget on earth, below the 2^53 that a JavaScript number keeps exactly.
LIMIT = 10**15

Amount = int | Decimal


def exponent(currency: str) -> int:
    """How many decimals a currency has (JPY 0, USD 2, KWD 3)."""
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Amount, currency: str) -> int:
    """Minor units of an amount in major units.

    Raises ValueError when the amount has more decimals than the currency or is beyond `LIMIT`.
    """
    digits = exponent(currency)
    minor: int
    if isinstance(amount, int):
        minor = amount * 10**digits
    else:
        with localcontext() as context:
            context.prec = 60
            if not amount.is_finite() or amount.adjusted() > 18:
                raise ValueError(f"must be at most {LIMIT // 10**digits}")
            scaled = amount.scaleb(digits)
            if scaled != scaled.to_integral_value():
                raise ValueError(f"has more decimals than {currency} allows ({digits})")
            minor = int(scaled)
    if abs(minor) > LIMIT:
        raise ValueError(f"must be at most {LIMIT // 10**digits}")
    return minor


def to_major(minor: int, currency: str) -> Amount:
    """The number that goes on the wire: an int when it is whole, else a Decimal without trailing zeros."""
    digits = exponent(currency)
    unit: int = 10**digits
    whole, rest = divmod(minor, unit)
    if rest == 0:
        return whole
    return Decimal(minor).scaleb(-digits).normalize()


def half_up(value: Decimal) -> int:
    """Round minor units half-up, away from zero at the half, as invoices are."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
