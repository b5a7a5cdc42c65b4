"""What limits count an address as, and the networks that a place names as its own."""

import pytest

from kiosk.domain import networks


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nowhere", "nowhere"),
    ],
)
def test_one_line_counts_as_one(address: str, counted: str) -> None:
    assert networks.counted(address) == counted


def test_another_line_is_another() -> None:
    """The control: only what one line picks itself is put together."""
    lines = ["192.0.2.7", "192.0.2.8", "2001:db8:1:2::1", "2001:db8:1:3::1"]
    assert len({networks.counted(each) for each in lines}) == len(lines)


def test_own_networks_hold_their_addresses_and_no_others() -> None:
    own = networks.own("10.20.0.0/16, 2001:db8::/48\n192.0.2.1")
    inside = ("10.20.3.4", "::ffff:10.20.3.4", "2001:db8:0:9::1", "192.0.2.1")
    assert all(networks.within(each, own) for each in inside)
    assert not any(networks.within(each, own) for each in ("10.21.0.1", "192.0.2.2", "nowhere"))
    assert networks.own("") == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("guest", "not a network like 10.20.0.0/16"),
        ("10.20.0.1/16", "did you mean 10.20.0.0/16?"),
        ("10.20.0.0/33", "not a network"),
        ("0.0.0.0/0", "too wide"),
        ("10.20.0.0/16 2000::/3", "too wide"),
    ],
)
def test_a_wrong_network_says_why(text: str, why: str) -> None:
    with pytest.raises(networks.BadNetwork) as caught:
        networks.own(text)
    assert why in str(caught.value)
