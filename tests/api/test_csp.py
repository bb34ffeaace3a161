"""The policy lets a page load what is ours, and be framed by whom it names."""

from eccp_assistant.api.csp import content_security_policy


def directives(*ancestors):
    parts = content_security_policy(*ancestors).split("; ")
    return {name: values for name, *values in (part.split() for part in parts)}


def test_nothing_comes_from_elsewhere_or_inline():
    policy = directives("'self'")
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert "unsafe" not in content_security_policy("'self'")
    origins = {value for values in policy.values() for value in values}
    assert origins == {"'self'", "'none'", "data:"}


def test_only_pictures_may_be_data():
    policy = directives("'self'")
    assert [name for name, values in policy.items() if "data:" in values] == ["img-src"]


def test_those_named_may_show_the_page_in_a_frame():
    policy = directives("https://one.example", "https://two.example")
    assert policy["frame-ancestors"] == ["https://one.example", "https://two.example"]
