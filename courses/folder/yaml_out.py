"""Values as YAML in block style, in the order in which they are given; texts of several lines stay lines."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml
from yaml.nodes import ScalarNode

# No line is folded: a change of one word is then a change of one line, which is what is compared in version control.
ENDLESS = float("inf")


class _Dumper(yaml.SafeDumper):
    """Writes each value anew, also one that stands twice; the format has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 -- PyYAML asks for each value
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _number(dumper: yaml.SafeDumper, number: Decimal) -> ScalarNode:
    text = f"{number:f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _number)


def write_yaml(values: Mapping[str, Any]) -> str:
    """This is a mapping as YAML; what it holds is text, numbers, yes and no, lists and mappings."""
    text: str = yaml.dump(
        dict(values), Dumper=_Dumper, allow_unicode=True, default_flow_style=False, sort_keys=False, width=ENDLESS
    )
    return text
