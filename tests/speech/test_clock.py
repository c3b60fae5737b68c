from callguard.speech.clock import StreamClock


def test_skipped_silence_does_not_shift_what_follows() -> None:
    clock = StreamClock()
    clock.advance(stream_s=1.0, length_s=2.0)
    clock.advance(stream_s=10.0, length_s=1.0)
    assert clock.stream_start(0.5) == 1.5
    assert clock.stream_start(2.5) == 10.5


def test_a_cut_belongs_to_the_word_on_its_side() -> None:
    clock = StreamClock()
    clock.advance(stream_s=0.0, length_s=2.0)
    clock.advance(stream_s=9.0, length_s=1.0)
    assert clock.stream_end(2.0) == 2.0
    assert clock.stream_start(2.0) == 9.0


def test_forgetting_what_was_given_keeps_the_time() -> None:
    clock = StreamClock()
    for start_s in (3.0, 7.0, 20.0):
        clock.advance(stream_s=start_s, length_s=1.0)
    clock.forget()
    assert clock.stream_start(2.25) == 20.25
