# The glossary. Of each term: the word of this language, what it is (.what), and words that no text of the page or of a lab
# may use for it (.not).

glossary-title = Glossary
glossary-open = Glossary of Kafka's terms
glossary-search = Search the terms
glossary-count = { $count ->
    [0] No term has this.
    [one] One term
   *[other] { NUMBER($count) } terms
}

term-acks = acks
    .what = What a producer asks for before a record counts as sent: no answer at all (0), that the leader has it (1), or that every replica in sync has it (all, the default).

term-assignor = assignor
    .what = Decides which member of a group gets which partitions. With the classic protocol the group's leader runs it, one of those that all members know.

term-batch = batch
    .what = Records of one partition that are sent, stored and copied together, under one header. What is sent in one batch waits for one answer.

term-broker = broker
    .what = A server that holds replicas of partitions, takes records from producers and serves fetches.
    .not = message server

term-commit = commit
    .what = A consumer commits when it stores, with its group's coordinator, the offset from which the group is to read on. Of records the word means something else: a record is committed once it lies below the high watermark.

term-committed-offset = committed offset
    .what = The next offset that a group is to read in a partition, as its coordinator keeps it in __consumer_offsets. It lies behind the position, or at it.

term-compaction = compaction
    .what = Of each key at least the newest record stays; older ones go, some time later. Offsets stay as they are, and the active segment is left alone.
    .not = compactification

term-consumer = consumer
    .what = A client that fetches records and hands them to its application. Reading takes nothing out of the log.
    .not = subscriber, subscribers

term-consumer-group = consumer group
    .what = Consumers with the same group.id that share the partitions of their topics: each partition belongs to one of them at a time.

term-controller = controller
    .what = Decides for the whole cluster who leads, who is in sync, and which topics there are, and writes it into the metadata log.

term-controller-quorum = controller quorum
    .what = The controllers together. They elect one of them to decide, and what it decides counts once a majority has it: 2f + 1 controllers bear the loss of f.
    .not = controller ensemble

term-coordinator = coordinator
    .what = The broker that keeps a group's members and its committed offsets: whoever leads the group's partition of __consumer_offsets. A transactional.id has one, too, by __transaction_state.

term-elr = ELR
    .what = Eligible leader replicas: those that left the ISR when it fell below min.insync.replicas (KIP-966). They have everything that is committed, so one of them may lead where nobody in the ISR can.

term-fencing = fencing
    .what = Keeping somebody out whose place has been taken, or who fell silent: a fenced broker is in no ISR and leads nothing, and a producer or a member with an old epoch is refused.

term-fetch = fetch
    .what = The request that reads a log from an offset on. Consumers and followers read by the same one; it waits at the broker until there is enough to answer with, or its time is over.

term-follower = follower
    .what = A replica that does not lead: it fetches from the leader and keeps a copy of its log.
    .not = slave, slaves

term-generation = generation
    .what = A number that grows with each rebalance of a group. A commit that comes from an older one is refused.

term-heartbeat = heartbeat
    .what = A short message that says that somebody lives: a member's to its coordinator, a broker's to the controller. It does not say that the application gets on.
    .not = keepalive, keep-alive

term-high-watermark = high watermark
    .what = The offset below which every replica in sync has everything. Consumers read only what lies below it, and it stands still while the ISR is smaller than min.insync.replicas.
    .not = high-water mark, highwatermark

term-idempotence = idempotence
    .what = The leader recognises a batch that is sent again, by producer id, epoch and sequence number, and answers without storing it twice. It covers the retries of one producer session, not what an application sends once more.

term-isr = ISR
    .what = In-sync replicas: the leader and the followers that are not behind for longer than replica.lag.time.max.ms. An acks=all waits for all of them, and leaders are elected from among them.

term-key = key
    .what = The part of a record by which the partitioner chooses a partition and compaction tells records apart. A record need not have one.

term-lag = lag
    .what = How many offsets a group is behind in a partition: from what it has committed to the high watermark.

term-last-stable-offset = last stable offset
    .what = Where consumers with read_committed stop: before the first record of a transaction that is still open, and never beyond the high watermark. For short: LSO.

term-leader = leader
    .what = The replica that producers write to and that followers copy. A partition has one at most.
    .not = master, masters

term-leader-epoch = leader epoch
    .what = A number that grows with each change of leader; every batch carries that of the leader that wrote it. By it replicas find where their logs part, and whoever still believes in an old leader is told so.

term-linger = linger
    .what = How long a batch waits for more records before it is sent: linger.ms, 5 ms by default. A full batch does not wait.

term-log = log
    .what = What a partition is: records, one behind the other, added at the end and never changed in place.

term-log-end-offset = log end offset
    .what = The offset that the next record of a replica's log will get. For short: LEO.

term-log-start-offset = log start offset
    .what = The offset at which a log begins. It moves on when old segments go, and when an admin client deletes records.

term-member = member
    .what = A consumer in a group, as the coordinator knows it, by its member id.

term-metadata-log = metadata log
    .what = __cluster_metadata: the log of what the controllers have decided. Brokers fetch it and follow.

term-offset = offset
    .what = A record's place in its partition, counted from 0. Each is given once and never changes; some stay without a record.

term-partition = partition
    .what = One log of a topic. Order is kept within it, and nowhere else.
    .not = shard, shards

term-partitioner = partitioner
    .what = Chooses the partition of a record in the producer: by a hash of the key, or, without one, the same partition until it has been given batch.size bytes.

term-poll = poll
    .what = The call by which an application takes records from its consumer. It commits what earlier polls returned, if enable.auto.commit is on and it is time; a member that does not call it for max.poll.interval.ms leaves its group.

term-position = position
    .what = The next offset that a consumer will read. It lives in its process; what outlives that is the committed offset.

term-preferred-leader = preferred leader
    .what = The first replica of a partition's assignment. The controller gives the partition back to it when it is in sync, if auto.leader.rebalance.enable is on.

term-producer = producer
    .what = A client that sends records: it chooses their partitions, gathers them in batches, and sends those again that got no answer.
    .not = publisher, publishers

term-producer-epoch = producer epoch
    .what = A number beside the producer id. It grows when somebody takes over the transactional.id, when a transaction times out and, from transaction version 2 on, with each end of a transaction; whoever writes with an older one is refused.

term-quota = quota
    .what = What a client may use in a second. Who takes more is answered, and then its connection is left waiting for a while: it is throttled.

term-rack = rack
    .what = Where a broker or a client is, such as a zone of a data centre. Replicas are spread over racks, and a consumer may be told to fetch from a replica in its own.

term-rebalance = rebalance
    .what = A group shares out its partitions anew, because a member came or went, or its topics have changed.
    .not = re-balance

term-record = record
    .what = What a log is made of: a key, a value, headers and a timestamp. A message, on this page, is what travels between two nodes.

term-record-accumulator = record accumulator
    .what = The producer's memory, buffer.memory bytes, where records wait in batches by partition until they are sent.

term-replica = replica
    .what = A copy of a partition's log on one broker. One of them leads.

term-retention = retention
    .what = How long a log keeps what it has, by age or by size, whoever has read it. Whole segments go, the oldest first.

term-segment = segment
    .what = A stretch of a log in a file of its own. Only the last one, the active segment, is written to.

term-sequence-number = sequence number
    .what = Counts what an idempotent producer sends to a partition. By it the leader sees that a batch came twice, or that one before it is missing.

term-session-timeout = session timeout
    .what = The silence after which somebody counts as dead: a member to its coordinator (session.timeout.ms, 45 s by default), a broker to the controller (broker.session.timeout.ms, 9 s).

term-timestamp = timestamp
    .what = The time that a record carries: the producer's clock, or the broker's where message.timestamp.type says so. Retention and the rolling of segments go by it.

term-tombstone = tombstone
    .what = A record with a key and no value: to compaction it says that the key is gone.
    .not = delete marker

term-topic = topic
    .what = A name for records that belong together, spread over one or more partitions.

term-transaction = transaction
    .what = Writes to several partitions, and committed offsets with them, that become visible all or not at all to consumers with read_committed.

term-transaction-marker = transaction marker
    .what = A control record that the coordinator has written to each partition of a transaction when that ends: commit or abort. It takes an offset, and no application ever gets it.

term-transactional-id = transactional.id
    .what = The name under which a producer makes transactions. It outlives the process: whoever starts with it anew fences the one before and ends what that had left open.

term-unclean-leader-election = unclean leader election
    .what = A replica that is not in sync is made leader because no other can be; committed records can be lost by it. It is off by default.
    .not = dirty election

term-zombie = zombie
    .what = A process that was taken for dead, was replaced, and comes back without knowing it. Its epoch is old by then, so it is fenced.
