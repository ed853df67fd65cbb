class Json(DefaultSerializer):
    """JSON on one line, without spaces. Bytes stay as they are."""

    def serialize(self, topic, headers, data):
        if data is None or isinstance(data, bytes):
            return data
        return json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()


class Rule(StickyPartitioner):
    """A partitioner of the application's own: a partition for each key that it knows, and one for all others, if there is."""

    def __init__(self, partitions, otherwise=None):
        super().__init__()
        self.partitions, self.otherwise = partitions, otherwise

    def partition(self, topic, key, serialized_key, value, serialized_value, cluster):
        known = self.partitions.get(serialized_key, self.otherwise)
        if known is not None:
            return known
        return super().partition(topic, key, serialized_key, value, serialized_value, cluster)


class ConsistentRandom(StickyPartitioner):
    """As librdkafka does: the CRC-32 of the key; a random partition without one."""

    def partition(self, topic, key, serialized_key, value, serialized_value, cluster):
        partitions = sorted(cluster.partitions_for_topic(topic))
        if not serialized_key:
            return random.choice(partitions)
        return partitions[zlib.crc32(serialized_key) % len(partitions)]


def ticks(every, count, per_tick=1):
    """The numbers of the records of each tick, when it is time for them. Ticks that were missed come to a single late one."""
    due = time.monotonic()
    for first in range(0, count, per_tick):
        if STOPPING.wait(max(0, due - time.monotonic())):
            return
        yield range(first, min(first + per_tick, count))
        due = max(due + every, time.monotonic())


def send(producer, topic, **record):
    """Sends a record, and says what became of it."""
    try:
        future = producer.send(topic, **record)
    except KafkaError as error:
        print("failed", topic, repr(error))
        return
    future.add_callback(lambda at: print("acknowledged", at.topic, at.partition, at.offset))
    future.add_errback(lambda error: print("failed", topic, repr(error)))


def commit(consumer, offsets=None):
    """commitSync(). False: somebody else has the partitions, or soon will."""
    try:
        consumer.commit(offsets)
        return True
    except (CommitFailedError, IllegalGenerationError, RebalanceInProgressError, UnknownMemberIdError) as error:
        print("not committed", repr(error))
        return False


def positions_after(*records):
    """The positions after these records, as they are committed."""
    return {
        TopicPartition(record.topic, record.partition): OffsetAndMetadata(record.offset + 1, "", -1)
        for record in records
    }


def place_of(record):
    return (record.topic, record.partition, record.offset)


def key_of(record):
    """A record without a key is like no other."""
    return place_of(record) if record.key is None else record.key


def show(record):
    print(record.topic, record.partition, record.offset, record.key, record.value)


def poll(consumer):
    """What one poll returns, in order."""
    polled = consumer.poll(timeout_ms=200)
    return [record for batch in polled.values() for record in batch]


def go_back(consumer, records):
    """Nothing of the transaction has happened: what the poll returned is to be read again."""
    for record in reversed(records):
        partition = TopicPartition(record.topic, record.partition)
        if partition in consumer.assignment():
            consumer.seek(partition, record.offset)


def is_first_start(name):
    """Whether this is the first process of a client, and remembers it."""
    mark = f"/tmp/{name}.started"
    if os.path.exists(mark):
        return False
    open(mark, "w").close()
    return True


class Failure:
    """Where an application fails: at its nth record, at one record, or after a step that faults.sh has named."""

    def __init__(self, name, nth=None, record=None, step=None, how="crash"):
        self.nth = nth if nth and is_first_start(name) else None
        self.record, self.step, self.how = record, step, how
        self.given, self.armed = 0, None

    def polled(self, records):
        for record in records:
            self.given += 1
            if self.given == self.nth:
                self.record = place_of(record)
        self.after("fetch", *records)

    def arm(self, step, how):
        self.armed = (step, how)

    def after(self, step, *records):
        if self.armed and self.armed[0] == step:
            (_, how), self.armed = self.armed, None
        elif step == self.step and self.record in map(place_of, records):
            how = self.how
        else:
            return
        print("fails after", step)
        if how == "crash":
            os._exit(137)
        raise RuntimeError(f"fails after {step}")


class Store:
    """Lines of JSON in a file. What was made of a record and where the record was are one line: both are kept, or neither."""

    def __init__(self, path, durable=True):
        self.path, self.durable = path, durable

    def rows(self):
        if not os.path.exists(self.path):
            return []
        with open(self.path, encoding="utf-8") as lines:
            return [Row(*json.loads(line)) for line in lines]

    def put(self, record):
        text = lambda data: None if data is None else data.decode("utf-8", "backslashreplace")
        row = Row(record.topic, record.partition, record.offset, text(record.key), text(record.value))
        with open(self.path, "a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")
            lines.flush()
            if self.durable:
                os.fsync(lines.fileno())

    def has_place(self, record):
        return any(place_of(row) == place_of(record) for row in self.rows())

    def has_key(self, record):
        text = None if record.key is None else record.key.decode("utf-8", "backslashreplace")
        return any(row.key == text for row in self.rows())

    def has_row(self, record):
        """Whether the newest row of a record's key says the same."""
        text = lambda data: None if data is None else data.decode("utf-8", "backslashreplace")
        of_key = [row.value for row in self.rows() if row.key == text(record.key)]
        return bool(of_key) and of_key[-1] == text(record.value)


Row = collections.namedtuple("Row", "topic partition offset key value")


class Placing(ConsumerRebalanceListener):
    """Goes on where the store has come to, with every partition that is new."""

    def __init__(self, consumer, store):
        self.consumer, self.store = consumer, store

    def on_partitions_revoked(self, revoked):
        pass

    def on_partitions_assigned(self, assigned):
        for partition in assigned:
            stored = [row.offset for row in self.store.rows() if (row.topic, row.partition) == partition]
            if stored:
                self.consumer.seek(partition, max(stored) + 1)


def listen(handlers):
    """Does what faults.sh tells: one word a line, through a named pipe."""
    pipe = os.environ.get("COMMANDS", "/tmp/commands")
    if not os.path.exists(pipe):
        os.mkfifo(pipe)

    def read():
        while True:
            with open(pipe, encoding="utf-8") as words:
                for word in words.read().split():
                    try:
                        handlers[word]()
                        print("done", word)
                    except Exception as error:
                        print("failed", word, repr(error))

    threading.Thread(target=read, daemon=True).start()
