"""What `jobbsmak occupations` answers, and a register's way into the store."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from matcher.domain.errors import ImportRefused
from matcher.store.engine import open_store, reading
from matcher.store.migrate import prepare_store
from matcher.store.registers import read_names, read_titles
from matcher.workflows.occupations import describe, import_register


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    prepare_store(engine)
    return engine


def test_each_text_gives_one_document_that_json_can_hold() -> None:
    documents = list(describe(["kjøkken eller lager", "vet ikke"]))
    assert json.loads(json.dumps(documents)) == documents
    assert [document["text"] for document in documents] == ["kjøkken eller lager", "vet ikke"]
    assert [match["code"] for match in documents[0]["matches"][:2]] == ["9412", "4321"]
    assert set(documents[0]["matches"][0]) == {"code", "name", "score", "via"}
    assert documents[1]["matches"] == []


def test_documents_come_one_by_one_as_texts_do() -> None:
    def texts() -> "list[str]":
        return ["kokk"]

    assert next(describe(iter(texts())))["matches"][0]["name"] == "Kokk"


def test_a_titles_file_is_imported_and_again_changes_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "titles.csv"
    path.write_text("styrk08,occupation,title\n5120,Kokker,Pizzabaker\n", "utf-8")
    for _ in range(2):
        counts = import_register(engine, path)
        assert (counts.kind, counts.titles, counts.names, counts.skipped) == ("titles", 1, 0, 0)
    with reading(engine) as connection:
        assert [(t.code, t.title, t.source) for t in read_titles(connection)] == [
            ("5120", "Pizzabaker", "titles")
        ]


def test_klass_with_semicolons_is_imported(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "klass.csv"
    path.write_text(
        "\ufeffcode;parentCode;level;name\n512;51;3;Kokker\n5120;512;4;Kokker\n", "utf-8"
    )
    assert import_register(engine, path).names == 1
    with reading(engine) as connection:
        assert [(n.code, n.name_nb) for n in read_names(connection)] == [("5120", "Kokker")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "heading"),
        (b"styrk08,title\n5120,Caf\xe9\n", "UTF-8"),
        (b"styrk08,title\n512,Kokk\n", "four digits"),
        (b"styrk08\ttitle\n5120\tKokk\n", "comma or a semicolon"),
    ],
)
def test_a_bad_file_is_refused_and_leaves_the_store_as_it_was(
    engine: Engine, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=said):
        import_register(engine, path)
    with reading(engine) as connection:
        assert read_titles(connection) == ()


def test_a_file_that_is_not_there_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"nowhere\.csv"):
        import_register(engine, tmp_path / "nowhere.csv")
