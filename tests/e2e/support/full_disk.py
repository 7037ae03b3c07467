"""A disk without room."""


def fill(path):
    """Takes all the room there is."""
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                pass
