"""Where a request came from, as limits count it, and the networks that a place calls its own."""

import ipaddress
from collections.abc import Iterable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

HOUSEHOLD = 64  # bits of an IPv6 address that one line is given (RFC 6177); it picks the rest
# A network wider than this is no place's own: naming it would raise the limits for all the world.
MIN_BITS = {4: 8, 6: 32}


class BadNetwork(ValueError):
    """What was written is no network that a place can call its own; the message says why."""


def counted(address: str) -> str:
    """What limits count an address as: IPv4 alone, IPv6 by its /64, anything else as it stands.

    An IPv4 address that is written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address.
    """
    found = _parsed(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, HOUSEHOLD), strict=False))
    return address if found is None else str(found)


def within(address: str, networks: Iterable[Network]) -> bool:
    """Whether an address is of one of the networks."""
    found = _parsed(address)
    return found is not None and any(found in each for each in networks)


def own(text: str) -> tuple[Network, ...]:
    """The networks that a setting names, with commas or spaces between.

    Raises:
        BadNetwork: one is no network in CIDR form, or too wide to be anybody's own.
    """
    return tuple(_network(each) for each in text.replace(",", " ").split())


def _network(text: str) -> Network:
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        raise BadNetwork(f"{text!r} is not a network like 10.20.0.0/16{_meant(text)}") from None
    if network.prefixlen < MIN_BITS[network.version]:
        widest = MIN_BITS[network.version]
        raise BadNetwork(f"{text!r} is too wide to be a place's own: /{widest} is the widest")
    return network


def _meant(text: str) -> str:
    """What was probably meant, where the address is one of the network and not its first."""
    try:
        return f": did you mean {ipaddress.ip_network(text, strict=False)}?"
    except ValueError:
        return ""


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
