/** Sends a record, and says what became of it. */
static <K, V> void send(KafkaProducer<K, V> producer, ProducerRecord<K, V> record) {
    try {
        producer.send(record, (at, error) -> System.out.println(error == null ? "acknowledged " + at : "failed " + error));
    } catch (KafkaException error) {
        System.out.println("failed " + error);
    }
}


/** The partition that a rule of the application's own gives a key; null: what the configs say. */
static Integer byRule(Map<String, Integer> partitions, Integer otherwise, String key) {
    return key == null ? otherwise : partitions.getOrDefault(key, otherwise);
}


/** The partition that librdkafka gives a key: its CRC-32; without a key a random one. */
static Integer consistentRandom(KafkaProducer<?, ?> producer, String topic, String key) {
    int count = producer.partitionsFor(topic).size();
    if (key == null || key.isEmpty()) {
        return new Random().nextInt(count);
    }
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % count);
}


/** Sleeps, and wakes up early to stop. */
static void sleep(long ms) throws InterruptedException {
    long until = System.nanoTime() + ms * 1_000_000;
    while (!stopping && System.nanoTime() < until) {
        Thread.sleep(Math.min(50, Math.max(1, (until - System.nanoTime()) / 1_000_000)));
    }
}


/** Until the process is told to stop. */
static void untilStopped() throws InterruptedException {
    while (!stopping) {
        sleep(1_000);
    }
}


/** When it is time for the next tick. Ticks that were missed come to a single late one. */
static final class Ticks {
    private final long every;
    private long due = System.nanoTime();

    Ticks(long everyMs) {
        every = everyMs * 1_000_000;
    }

    boolean await() throws InterruptedException {
        sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
        due = Math.max(due + every, System.nanoTime());
        return !stopping;
    }
}


/** Whether a commit was taken. If not, somebody else has the partitions, or soon will. */
static boolean commit(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
    try {
        if (offsets == null) {
            consumer.commitSync();
        } else {
            consumer.commitSync(offsets);
        }
        return true;
    } catch (CommitFailedException | RebalanceInProgressException error) {
        System.out.println("not committed " + error);
        return false;
    }
}


/** What ran out of time may have happened: it is asked again. */
static void commitTransaction(KafkaProducer<?, ?> producer) {
    while (true) {
        try {
            producer.commitTransaction();
            return;
        } catch (TimeoutException error) {
            System.out.println("again " + error);
        }
    }
}


static TopicPartition partitionOf(ConsumerRecord<byte[], byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
}


/** The positions after these records, as they are committed. */
static Map<TopicPartition, OffsetAndMetadata> positionsAfter(Iterable<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, OffsetAndMetadata> after = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
        after.put(partitionOf(record), new OffsetAndMetadata(record.offset() + 1));
    }
    return after;
}


/** Nothing of the transaction has happened: what the poll returned is to be read again. */
static void goBack(KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
        if (consumer.assignment().contains(partition)) {
            consumer.seek(partition, records.records(partition).get(0).offset());
        }
    }
}


/** Without a group nobody gives partitions out: the consumer takes all. */
static void assignAll(KafkaConsumer<byte[], byte[]> consumer, List<String> topics) {
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : topics) {
        consumer.partitionsFor(topic).forEach(found -> all.add(new TopicPartition(topic, found.partition())));
    }
    consumer.assign(all);
}


static String text(byte[] data) {
    return data == null ? null : new String(data, StandardCharsets.UTF_8);
}


static void show(ConsumerRecord<byte[], byte[]> record) {
    System.out.println(place(record) + " " + text(record.key()) + " " + text(record.value()));
}


static String place(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
}


/** A record without a key is like no other. */
static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? place(record) : Store.encoded(record.key());
}


/** Whether this is the first process of a client, and remembers it. */
static boolean isFirstStart(String name) throws IOException {
    return Path.of("/tmp", name + ".started").toFile().createNewFile();
}


/** Where an application fails: at its nth record, at one record, or after a step that faults.sh has named. */
static final class Failure {
    private final long nth;
    private final String step;
    private final String how;
    private String place;
    private long given;
    private volatile String[] armed;

    Failure(long nth, String place, String step, String how) {
        this.nth = nth;
        this.place = place;
        this.step = step;
        this.how = how;
    }

    void polled(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            given += 1;
            if (given == nth) {
                place = place(record);
            }
        }
        after("fetch", records);
    }

    void arm(String step, String how) {
        armed = new String[] {step, how};
    }

    void after(String step, Iterable<ConsumerRecord<byte[], byte[]>> records) {
        String how = null;
        if (armed != null && armed[0].equals(step)) {
            how = armed[1];
            armed = null;
        } else if (step.equals(this.step)) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (place(record).equals(place)) {
                    how = this.how;
                }
            }
        }
        if ("crash".equals(how)) {
            Runtime.getRuntime().halt(137);
        } else if (how != null) {
            throw new IllegalStateException("fails after " + step);
        }
    }
}


/** Lines of a file. What was made of a record and where the record was are one line: both are kept, or neither. */
static final class Store {
    private final Path path;
    private final boolean durable;

    Store(String name, boolean durable) {
        this.path = Path.of(name);
        this.durable = durable;
    }

    static String encoded(byte[] data) {
        return data == null ? "-" : Base64.getEncoder().encodeToString(data);
    }

    List<String[]> rows() throws IOException {
        List<String[]> rows = new ArrayList<>();
        if (Files.exists(path)) {
            for (String line : Files.readAllLines(path)) {
                rows.add(line.split("\t"));
            }
        }
        return rows;
    }

    void put(ConsumerRecord<byte[], byte[]> record) throws IOException {
        String line = String.join("\t", record.topic(), "" + record.partition(), "" + record.offset(),
                encoded(record.key()), encoded(record.value())) + "\n";
        OpenOption[] options = durable
                ? new OpenOption[] {StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.DSYNC}
                : new OpenOption[] {StandardOpenOption.CREATE, StandardOpenOption.APPEND};
        Files.writeString(path, line, options);
    }

    Set<String> places() throws IOException {
        Set<String> places = new HashSet<>();
        for (String[] row : rows()) {
            places.add(row[0] + "-" + row[1] + "@" + row[2]);
        }
        return places;
    }

    Set<String> keys() throws IOException {
        Set<String> keys = new HashSet<>();
        for (String[] row : rows()) {
            keys.add(row[3]);
        }
        return keys;
    }

    boolean hasPlace(ConsumerRecord<byte[], byte[]> record) throws IOException {
        return places().contains(place(record));
    }

    boolean hasKey(ConsumerRecord<byte[], byte[]> record) throws IOException {
        return keys().contains(encoded(record.key()));
    }

    /** Whether the newest row of a record's key says the same. */
    boolean hasRow(ConsumerRecord<byte[], byte[]> record) throws IOException {
        String newest = null;
        for (String[] row : rows()) {
            if (row[3].equals(encoded(record.key()))) {
                newest = row[4];
            }
        }
        return encoded(record.value()).equals(newest);
    }

    /** Where to go on with a partition; -1: nothing of it is here. */
    long position(TopicPartition partition) throws IOException {
        long position = -1;
        for (String[] row : rows()) {
            if (row[0].equals(partition.topic()) && row[1].equals("" + partition.partition())) {
                position = Math.max(position, Long.parseLong(row[2]) + 1);
            }
        }
        return position;
    }
}


/** Goes on where the store has come to, with every partition that is new. */
static ConsumerRebalanceListener placing(KafkaConsumer<byte[], byte[]> consumer, Store store) {
    return new ConsumerRebalanceListener() {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            try {
                for (TopicPartition partition : assigned) {
                    long position = store.position(partition);
                    if (position >= 0) {
                        consumer.seek(partition, position);
                    }
                }
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
    };
}


/** Does what faults.sh tells: one word a line, through a named pipe. */
static void listen(Map<String, Runnable> handlers) throws IOException, InterruptedException {
    String pipe = System.getenv().getOrDefault("COMMANDS", "/tmp/commands");
    if (!Files.exists(Path.of(pipe))) {
        new ProcessBuilder("mkfifo", pipe).inheritIO().start().waitFor();
    }
    Thread reader = new Thread(() -> {
        while (true) {
            try {
                for (String word : Files.readString(Path.of(pipe)).split("\\s+")) {
                    handlers.getOrDefault(word, () -> System.out.println("unknown " + word)).run();
                }
            } catch (IOException | RuntimeException error) {
                System.out.println("failed " + error);
            }
        }
    });
    reader.setDaemon(true);
    reader.start();
}
