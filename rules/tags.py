"""The `kind` by which events and effects are told apart in JSON."""


def kind_of(class_name: str) -> str:
    """Turn a class name into its kind: `CallArrived` is `call_arrived`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in class_name).lstrip("_")
