"""Files of static/: names that hold their hash, kept for ever; plain names asked about again."""

import gzip

import httpx2 as httpx
import pytest

from app.web.assets import Assets


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "math.woff2").write_bytes(b"font")
    (tmp_path / "css" / "base.css").write_text("@font-face { src: url('../fonts/math.woff2'); } " + "p{} " * 200)
    return tmp_path


def test_an_address_holds_the_hash_of_the_content_and_changes_with_it(folder):
    before = Assets(folder).url("css/base.css")
    (folder / "css" / "base.css").write_text("p { color: red }")
    after = Assets(folder).url("css/base.css")
    assert before.startswith("/static/css/base.")
    assert before.endswith(".css")
    assert before != after


def test_a_template_that_names_no_file_is_told_so(folder):
    with pytest.raises(LookupError, match=r"css/bose\.css"):
        Assets(folder).url("css/bose.css")


def test_while_editing_a_changed_file_has_a_new_address_at_once(folder):
    assets = Assets(folder, fresh=True)
    before = assets.url("css/base.css")
    (folder / "css" / "base.css").write_text("p { color: red }")
    assert assets.url("css/base.css") != before


def test_a_style_sheet_names_its_font_by_its_hashed_address(folder):
    assets = Assets(folder)
    font = assets.url("fonts/math.woff2")
    before = assets.url("css/base.css")
    assert font in assets._assets["css/base.css"].body.decode()  # noqa: SLF001
    (folder / "fonts" / "math.woff2").write_bytes(b"another font")
    assert Assets(folder).url("css/base.css") != before


def hashed(server) -> str:
    page = httpx.get(f"{server.url}/").text
    return next(part for part in page.split('"') if part.startswith("/static/css/"))


def test_a_hashed_file_is_kept_for_ever_and_sent_compressed(server):
    answer = httpx.get(server.url + hashed(server), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()


def test_who_cannot_unpack_gets_the_file_as_it_is(server):
    path = hashed(server)
    plain = httpx.get(server.url + path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with httpx.stream("GET", server.url + path, headers={"Accept-Encoding": "gzip"}) as packed:
        assert gzip.decompress(b"".join(packed.iter_raw())) == plain.content


def test_a_file_that_has_not_changed_is_not_sent_again(server):
    first = httpx.get(f"{server.url}/static/css/base.css")
    assert first.headers["cache-control"] == "no-cache"
    again = httpx.get(f"{server.url}/static/css/base.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/static/../app/settings.py", "/static/%2e%2e/app/settings.py", "/static/css", "/static/", "/static/x.css"]
)
def test_nothing_outside_the_folder_and_no_folder_is_served(server, path):
    assert httpx.get(server.url + path).status_code == 404


def test_static_files_are_only_read(server):
    answer = httpx.post(f"{server.url}/static/css/base.css", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 405
