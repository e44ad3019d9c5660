from dctaxi.data.files.csv_layout import LINE


def csv_of(trips):
    rows = "\n".join(",".join(repr(float(cell)) for cell in row) for row in trips)
    return f"{LINE}\n{rows}\n".encode()


def write_csv(path, trips):
    path.write_bytes(csv_of(trips))
    return str(path)
