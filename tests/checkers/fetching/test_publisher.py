from __future__ import annotations

import pytest

from checkers.fetching.publisher import publisher_of


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://www.elpais.com/economia/2024", "elpais.com"),
        ("https://elecciones.elpais.com.mx:8443/", "elpais.com.mx"),
        ("https://news.bbc.co.uk/1", "bbc.co.uk"),
        ("https://una.blogspot.com/", "una.blogspot.com"),
        ("http://gaceta.localhost:8080/a", "gaceta.localhost"),
        ("http://localhost/", "localhost"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("http://[2606:4700::1111]/", "2606:4700::1111"),
        ("https://WWW.ELPAIS.COM./", "elpais.com"),
        ("mailto:x", ""),
        ("http://[broken", ""),
    ],
)
def test_the_publisher_is_the_registrable_domain_or_the_host(url: str, publisher: str) -> None:
    assert publisher_of(url) == publisher
