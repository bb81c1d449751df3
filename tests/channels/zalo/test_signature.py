from __future__ import annotations

import hashlib

import pytest

from bot.channels.zalo.oa.signature import Signature

RAW, TIME = '{"a": "hồ sơ", "timestamp":"1719999999999"}'.encode(), "1719999999999"


def digest(first: str, raw: bytes = RAW, timestamp: str = TIME, secret: str = "key") -> str:
    return hashlib.sha256(first.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()


def signature(**given: str) -> Signature:
    return Signature(**{"secret": "key", "app_id": "360", "oa_id": "388", **given})


def test_the_digest_of_app_id_body_time_and_key_is_taken_with_and_without_its_prefix() -> None:
    assert signature().fits(f"mac={digest('360')}", RAW, TIME)
    assert signature().fits(digest("360"), RAW, TIME)
    assert signature().fits(f"mac={digest('360').upper()}", RAW, TIME)


def test_one_form_alone_is_taken_where_the_setting_says_so() -> None:
    assert signature(form="mac").fits(f"mac={digest('360')}", RAW, TIME)
    assert not signature(form="mac").fits(digest("360"), RAW, TIME)
    assert not signature(form="bare").fits(f"mac={digest('360')}", RAW, TIME)


def test_the_first_term_is_the_one_of_the_setting() -> None:
    by_account = f"mac={digest('388')}"
    assert not signature().fits(by_account, RAW, TIME)
    assert signature(signed_id="oa_id").fits(by_account, RAW, TIME)
    assert signature(signed_id="either").fits(by_account, RAW, TIME)
    assert signature(signed_id="either").fits(f"mac={digest('360')}", RAW, TIME)


def test_an_account_whose_id_is_not_known_is_no_empty_first_term() -> None:
    assert not signature(signed_id="either", oa_id="").fits(digest(""), RAW, TIME)


@pytest.mark.parametrize(
    "given", [None, "", "mac=", "mac=é", "é", digest("360")[:-1], f"sha256={digest('360')}"]
)
def test_nothing_else_is_taken(given: str | None) -> None:
    assert not signature().fits(given, RAW, TIME)


def test_without_a_key_nothing_is_taken() -> None:
    assert not signature(secret="").fits(digest("360", secret=""), RAW, TIME)


def test_another_body_another_time_or_another_key_does_not_fit() -> None:
    good = f"mac={digest('360')}"
    assert not signature().fits(good, RAW.replace(b" ", b""), TIME)
    assert not signature().fits(good, RAW, "1719999999998")
    assert not signature(secret="other").fits(good, RAW, TIME)
