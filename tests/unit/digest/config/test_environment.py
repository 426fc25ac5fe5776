from pathlib import Path

import pytest

from digest.config.checks import line, list_from_text, listed, number_from_text, optional, whole_number
from digest.config.environment import environment_name, read_environment, unknown_variables
from digest.config.tables import Key
from digest.errors import Fault

KEYS = {
    "word": Key(line, secret=True),
    "smtp.port": Key(whole_number(1, 65535, "a port"), from_text=number_from_text),
    "smtp.username": Key(optional(line)),
    "fetch.hosts": Key(listed(line, "a list"), from_text=list_from_text),
}


@pytest.mark.parametrize(
    ("key", "name"), [("secret_key", "DIGEST_SECRET_KEY"), ("smtp.message_rate", "DIGEST_SMTP__MESSAGE_RATE")]
)
def test_every_key_has_a_variable(key: str, name: str) -> None:
    assert environment_name(key) == name


def test_variables_become_numbers_lists_and_texts() -> None:
    faults: list[Fault] = []
    environ = {
        "DIGEST_WORD": "hush",
        "DIGEST_SMTP__PORT": "587",
        "DIGEST_SMTP__USERNAME": "",
        "DIGEST_FETCH__HOSTS": "a, b",
        "PATH": "/bin",
    }
    expected = {"word": "hush", "smtp.port": 587, "smtp.username": "", "fetch.hosts": ("a", "b")}
    assert read_environment(environ, KEYS, faults) == expected
    assert not faults


def test_a_fault_names_the_variable_and_the_key() -> None:
    faults: list[Fault] = []
    environ = {"DIGEST_SMTP__PORT": "abc", "DIGEST_FETCH__HOSTS": "[1"}
    assert read_environment(environ, KEYS, faults) == {}
    assert faults == [
        Fault("DIGEST_SMTP__PORT", "smtp.port", "is 'abc': expected a port"),
        Fault("DIGEST_FETCH__HOSTS", "fetch.hosts", "is '[1': expected a list"),
    ]


@pytest.mark.parametrize("content", [b"hush", b"hush\n", b"hush\r\n"])
def test_a_secret_may_stay_in_a_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "word").write_bytes(content)
    faults: list[Fault] = []
    assert read_environment({"DIGEST_WORD_FILE": str(tmp_path / "word")}, KEYS, faults) == {"word": "hush"}
    assert not faults


def test_only_the_last_line_end_of_a_secret_goes(tmp_path: Path) -> None:
    (tmp_path / "word").write_text(" hush \n")
    assert read_environment({"DIGEST_WORD_FILE": str(tmp_path / "word")}, KEYS, []) == {"word": " hush "}


def test_an_unfit_secret_from_a_file_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "word").write_text("hush\nhush\n")
    faults: list[Fault] = []
    read_environment({"DIGEST_WORD_FILE": str(tmp_path / "word")}, KEYS, faults)
    (fault,) = faults
    assert fault.file == "DIGEST_WORD_FILE"
    assert "hush" not in str(fault)


def test_a_secret_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    faults: list[Fault] = []
    path = str(tmp_path / "none")
    read_environment({"DIGEST_WORD_FILE": path}, KEYS, faults)
    message = f"is {path!r}: cannot read that file (No such file or directory)"
    assert faults == [Fault("DIGEST_WORD_FILE", "word", message)]


def test_a_secret_file_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "word").write_bytes(b"\xff\xfe")
    faults: list[Fault] = []
    read_environment({"DIGEST_WORD_FILE": str(tmp_path / "word")}, KEYS, faults)
    assert [fault.message.endswith("(it is not UTF-8 text)") for fault in faults] == [True]


def test_a_secret_is_not_set_twice(tmp_path: Path) -> None:
    (tmp_path / "word").write_text("hush")
    faults: list[Fault] = []
    environ = {"DIGEST_WORD": "hush", "DIGEST_WORD_FILE": str(tmp_path / "word")}
    assert read_environment(environ, KEYS, faults) == {}
    assert faults == [Fault("DIGEST_WORD_FILE", "word", "is set besides DIGEST_WORD: keep one of the two")]


def test_what_is_no_secret_has_no_file() -> None:
    environ = {"DIGEST_SMTP__PORT_FILE": "/nowhere"}
    assert read_environment(environ, KEYS, []) == {}
    assert unknown_variables(environ, KEYS) == (
        "environment variable DIGEST_SMTP__PORT_FILE sets nothing: did you mean DIGEST_SMTP__PORT?",
    )


def test_an_unknown_variable_gets_a_sentence_with_the_nearest_name() -> None:
    environ = {"DIGEST_SMTP_PORT": "25", "DIGEST_QQ": "", "HOME": "/root", "digest_word": "x"}
    assert unknown_variables(environ, KEYS) == (
        "environment variable DIGEST_QQ sets nothing, see docs/settings.md for those that do",
        "environment variable DIGEST_SMTP_PORT sets nothing: did you mean DIGEST_SMTP__PORT?",
    )


def test_variables_of_the_program_itself_and_of_its_tests_are_known() -> None:
    environ = dict.fromkeys(
        [
            "DIGEST_CONFIG",
            "DIGEST_CORPORA",
            "DIGEST_UPDATE_GOLDEN",
            "DIGEST_TEST_POSTGRES_URL",
            "DIGEST_WORD",
            "DIGEST_WORD_FILE",
            "DIGEST_SMTP__PORT",
        ],
        "",
    )
    assert unknown_variables(environ, KEYS) == ()
