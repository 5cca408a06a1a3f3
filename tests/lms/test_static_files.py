from lms.static_files import StaticFiles


def test_an_address_is_looked_up_once(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(StaticFiles, "stored_name", lambda _self, name: asked.append(name) or f"hashed-{name}")
    files = StaticFiles(location=tmp_path, base_url="/static/")

    assert [files.url("a.css"), files.url("a.css"), files.url("b.css")] == [
        "/static/hashed-a.css",
        "/static/hashed-a.css",
        "/static/hashed-b.css",
    ]
    assert asked == ["a.css", "b.css"]
