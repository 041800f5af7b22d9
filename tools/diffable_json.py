"""JSON for people who read differences: sorted, short things on one line, long ones opened up."""

import json

WIDTH = 100


def format_diffable(value: object, indent: int = 0, label: str = "") -> str:
    """Return *value* after its *label* as JSON, sorted by key, in lines of about 100 characters.

    An object or array stands on one line where it fits, and otherwise has a line for
    each member: small enough to keep, and a change shows as the line that changed.
    """
    flat = label + json.dumps(value, sort_keys=True, ensure_ascii=False)
    if indent + len(flat) < WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    if isinstance(value, dict):
        opening, closing = "{}"
        labelled = [(f"{json.dumps(key)}: ", value[key]) for key in sorted(value)]
    else:
        opening, closing = "[]"
        labelled = [("", member) for member in value]
    inside = " " * (indent + 1)
    members = (format_diffable(member, indent + 1, key) for key, member in labelled)
    lines = f",\n{inside}".join(members)
    return f"{label}{opening}\n{inside}{lines}\n{' ' * indent}{closing}"
