"""The other side of tests/avro/fastavro.rs: reads, writes and resolves with fastavro, and prints JSON."""

import datetime
import decimal
import io
import json
import pathlib
import struct
import sys
import uuid

import fastavro

FRACTIONS = {"millis": 3, "micros": 6}


class Names:
    """The named types of a schema, by full name."""

    def __init__(self, schema):
        self.known = {}
        self.find(schema, "")

    def find(self, schema, namespace):
        if isinstance(schema, list):
            for branch in schema:
                self.find(branch, namespace)
        elif isinstance(schema, dict):
            if schema["type"] in ("record", "enum", "fixed"):
                name = full(schema["name"], schema.get("namespace", namespace))
                self.known[name] = schema
                namespace = name.rpartition(".")[0]
                for field in schema.get("fields", []):
                    self.find(field["type"], namespace)
            for key in ("items", "values"):
                if key in schema:
                    self.find(schema[key], namespace)
            if isinstance(schema["type"], (dict, list)):
                self.find(schema["type"], namespace)

    def of(self, schema):
        """The definition that a name stands for."""
        if isinstance(schema, str):
            for name in (schema, *(known for known in self.known if known.endswith("." + schema))):
                if name in self.known:
                    return self.known[name]
        return schema


def full(name, namespace):
    return name if "." in name or not namespace else f"{namespace}.{name}"


def kind(schema):
    return schema if isinstance(schema, str) else "union" if isinstance(schema, list) else schema["type"]


def logical(schema):
    return schema.get("logicalType") if isinstance(schema, dict) else None


def clock(time, unit):
    return time.strftime("%H:%M:%S") + "." + f"{time.microsecond:06}"[: FRACTIONS[unit]]


def plain(value, schema, names):
    """A value as `to_plain` has it."""
    schema = names.of(schema)
    annotation = logical(schema)
    if isinstance(schema, list):
        return plain_branch(value, schema, names)
    if annotation == "decimal":
        return format(value, "f")
    if annotation == "uuid":
        return str(value)
    if annotation == "date":
        return value.isoformat()
    if annotation and annotation.startswith("time-"):
        return clock(value, annotation.split("-")[-1])
    if annotation:
        zone = "" if annotation.startswith("local-") else "Z"
        date = f"{value.year:04}-{value.month:02}-{value.day:02}"
        return f"{date}T{clock(value.time(), annotation.split('-')[-1])}{zone}"
    match kind(schema):
        case "float":
            # An int that is read as a float keeps more digits in fastavro than four bytes hold.
            return struct.unpack("f", struct.pack("f", value))[0]
        case "bytes" | "fixed":
            # Of a string that is read as bytes, fastavro makes text.
            value = value.encode() if isinstance(value, str) else value
            return value.decode("latin-1")
        case "array":
            return [plain(item, schema["items"], names) for item in value]
        case "map":
            return {key: plain(item, schema["values"], names) for key, item in value.items()}
        case "record":
            return {field["name"]: plain(value[field["name"]], field["type"], names) for field in schema["fields"]}
    return value


def plain_branch(value, branches, names):
    """A union's value, which was read with the name of its branch where that is a named type."""
    if value is None:
        return None
    if isinstance(value, tuple):
        name, value = value
        for branch in branches:
            if branch_name(names.of(branch)) == name:
                return plain(value, branch, names)
    for branch in branches:
        if type(value) is python_type(branch):
            return plain(value, branch, names)
    raise ValueError(f"{value!r} fits none of {branches}")


def python_type(schema):
    """What fastavro makes of a type without a name."""
    annotation = logical(schema)
    if annotation == "decimal":
        return decimal.Decimal
    if annotation == "uuid":
        return uuid.UUID
    if annotation == "date":
        return datetime.date
    if annotation:
        return datetime.time if annotation.startswith("time-") else datetime.datetime
    return {
        "boolean": bool,
        "int": int,
        "long": int,
        "float": float,
        "double": float,
        "bytes": bytes,
        "string": str,
        "array": list,
        "map": dict,
    }.get(kind(schema))


def branch_name(schema):
    if isinstance(schema, dict) and "name" in schema:
        return full(schema["name"], schema.get("namespace", ""))
    return kind(schema)


def native(value, schema, names):
    """What fastavro is to write for a value in Avro's JSON; dates and decimals as the numbers and bytes they are."""
    schema = names.of(schema)
    match kind(schema):
        case "union":
            if value is None:
                return None
            (name, inner), = value.items()
            for branch in schema:
                found = names.of(branch)
                if name in (branch_name(found), branch):
                    return (name, native(inner, branch, names))
            raise ValueError(f"there is no branch {name}")
        case "bytes" | "fixed":
            return value.encode("latin-1")
        case "array":
            return [native(item, schema["items"], names) for item in value]
        case "map":
            return {key: native(item, schema["values"], names) for key, item in value.items()}
        case "record":
            return {field["name"]: native(value[field["name"]], field["type"], names) for field in schema["fields"]}
    return value


def read(folder):
    found = []
    for index in range(int((folder / "count").read_text())):
        with open(folder / f"{index}.avro", "rb") as file:
            reader = fastavro.reader(file, return_named_type=True)
            schema = json.loads(reader.metadata["avro.schema"])
            names = Names(schema)
            found.append([plain(value, schema, names) for value in reader])
    return found


def write(folder):
    for index, job in enumerate(json.loads((folder / "jobs.json").read_text())):
        names = Names(job["schema"])
        values = [native(value, job["schema"], names) for value in job["values"]]
        with open(folder / f"{index}.avro", "wb") as file:
            fastavro.writer(file, job["schema"], values, codec=job["codec"], sync_interval=300)
    return True


def resolve(folder):
    found = []
    for job in json.loads((folder / "jobs.json").read_text()):
        data = io.BytesIO(bytes(job["bytes"]))
        value = fastavro.schemaless_reader(data, job["writer"], job["reader"], return_named_type=True)
        found.append(plain(value, job["reader"], Names(job["reader"])))
    return found


if __name__ == "__main__":
    decimal.getcontext().prec = 40
    work = {"read": read, "write": write, "resolve": resolve}[sys.argv[1]]
    json.dump(work(pathlib.Path(sys.argv[2])), sys.stdout)
