from accounts.prose import html_of


def test_markdown_becomes_html():
    assert html_of("## Why\n\nBe *kind*.") == "<h2>Why</h2>\n<p>Be <em>kind</em>.</p>\n"


def test_what_could_run_is_made_harmless():
    html = html_of("<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](https://example.org)\n\n![x](y.png)")

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert '<a href="https://example.org" rel="noopener noreferrer">b</a>' in html
