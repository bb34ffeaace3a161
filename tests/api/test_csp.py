"""The content security policy allows own resources and the configured frame origins."""

from eccp_assistant.api.csp import content_security_policy


def directives(*ancestors):
    parts = content_security_policy(*ancestors).split("; ")
    return {name: values for name, *values in (part.split() for part in parts)}


def test_only_own_sources_and_nothing_inline_are_allowed():
    policy = directives("'self'")
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert "unsafe" not in content_security_policy("'self'")
    origins = {value for values in policy.values() for value in values}
    assert origins == {"'self'", "'none'", "data:"}


def test_only_images_may_be_data_urls():
    policy = directives("'self'")
    assert [name for name, values in policy.items() if "data:" in values] == ["img-src"]


def test_only_configured_origins_may_frame_the_page():
    policy = directives("https://one.example", "https://two.example")
    assert policy["frame-ancestors"] == ["https://one.example", "https://two.example"]
