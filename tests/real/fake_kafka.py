"""A kafka-python that connects to nobody: prints what clients.py would send, as bytes."""

import importlib.util
import json
import sys
import types

sent = []


class Fake:
    """Takes whatever it is given."""

    def __init__(self, *_, **__):
        pass

    def __getattr__(self, name):
        return lambda *_, **__: None


class DefaultSerializer:
    def serialize(self, topic, headers, data):
        return data if data is None or isinstance(data, bytes) else data.encode("utf-8")


class Future:
    def add_callback(self, _):
        pass

    def add_errback(self, _):
        pass


class Cluster:
    """Every topic has three partitions."""

    def partitions_for_topic(self, _):
        return {0, 1, 2}


class StickyPartitioner(Fake):
    def partition(self, *_):
        return None


class KafkaProducer(Fake):
    def __init__(self, **configs):
        self.configs = configs

    def send(self, topic, value=None, key=None, partition=None):
        hexadecimal = lambda data: None if data is None else data.hex()
        key = self.configs["key_serializer"].serialize(topic, [], key)
        value = self.configs["value_serializer"].serialize(topic, [], value)
        if partition is None:
            partition = self.configs["partitioner"].partition(topic, None, key, None, value, Cluster())
        sent.append([topic, partition, hexadecimal(key), hexadecimal(value)])
        return Future()


class Stopping:
    """Nobody waits, and whoever waits for the end has it."""

    def wait(self, seconds=None):
        return seconds is None

    def is_set(self):
        return True


def module(name, **names):
    made = types.ModuleType(name)
    made.__getattr__ = lambda _: Fake
    vars(made).update(names)
    sys.modules[name] = made


class Error(Exception):
    pass


module("kafka", KafkaProducer=KafkaProducer)
module("kafka.coordinator")
module("kafka.coordinator.assignors")
for name in ("cooperative_sticky", "range", "roundrobin", "sticky", "sticky.sticky_assignor"):
    module(f"kafka.coordinator.assignors.{name}")
module("kafka.errors")
sys.modules["kafka.errors"].__getattr__ = lambda _: Error
module("kafka.partitioner")
module("kafka.partitioner.sticky", StickyPartitioner=StickyPartitioner)
module("kafka.serializer", DefaultSerializer=DefaultSerializer)

told = {}
spec = importlib.util.spec_from_file_location("clients", sys.argv[1])
clients = importlib.util.module_from_spec(spec)
spec.loader.exec_module(clients)
clients.STOPPING = Stopping()
clients.listen = told.update
for name in sys.argv[2:]:
    clients.CLIENTS[name]()
scheduled, sent = sent, []
globals()["sent"] = sent
by_hand = {}
for word, handler in told.items():
    if word.startswith("send-"):
        sent.clear()
        handler()
        by_hand[word] = list(sent)
json.dump({"scheduled": scheduled, "by_hand": by_hand}, sys.stdout)
