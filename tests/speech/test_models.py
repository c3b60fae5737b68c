import threading
from pathlib import Path

import pytest

from callguard.speech.models import ModelError, Models, VoskModel


def test_a_wrong_path_is_told_with_language_path_and_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"'ja': '.*nowhere': expected the folder .* am/final\.mdl"):
        Models({"ja": tmp_path / "nowhere"})


def test_a_folder_that_only_looks_like_a_model_is_refused_when_loaded(tmp_path: Path) -> None:
    (tmp_path / "am").mkdir()
    (tmp_path / "am" / "final.mdl").write_bytes(b"")
    models = Models({"en": tmp_path})
    with pytest.raises(ModelError, match="'en'"):
        models.get("en")


def test_korean_comes_from_the_package_and_others_from_nowhere(models: Models) -> None:
    assert models.path("ko") is not None
    assert models.path("ja") is None
    assert models.get("ja") is None
    assert not models.has_word("ja", "はい")


def test_a_model_is_loaded_once_whoever_asks(models: Models) -> None:
    got: list[VoskModel | None] = []
    threads = [threading.Thread(target=lambda: got.append(models.get("ko"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(model) for model in got}) == 1


def test_a_model_knows_its_words(models: Models) -> None:
    assert models.has_word("ko", "주세요")
    assert not models.has_word("ko", "qwxz")
