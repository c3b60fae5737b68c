from callguard.speech.mulaw import decode, seconds


def test_mulaw_decodes_as_g711_says() -> None:
    assert decode(bytes([0x00, 0x80, 0xFF, 0x7F, 0xD5, 0x55])).tolist() == [-32124, 32124, 0, 0, 716, -716]


def test_a_byte_is_a_sample_of_eight_thousand_a_second() -> None:
    assert len(decode(b"\xff" * 160)) == 160
    assert seconds(160) == 0.02
