# Home
home-title = A Kafka cluster in a glass tank
home-lead = Watch every message, break what you like, and rewind. Apache Kafka's own rules, simulated in this tab: nothing to install, nothing leaves your browser.
home-start = Start the first lab
home-sandbox = Build your own cluster
home-go-on = Go on with { $title }
home-point-true = Kafka's rules, names and defaults
home-point-time = Time runs both ways
home-point-break = Everything can be broken
home-caption = Live: this is a running cluster, not a film.
home-labs = Labs
home-steps = { $count ->
    [one] { NUMBER($count) } step
   *[other] { NUMBER($count) } steps
}
home-open = Open
home-done = Done
home-track-done = { NUMBER($done) } of { NUMBER($all) } done
home-licenses = Licences of what is in it
home-foot = Logarium is not affiliated with the Apache Software Foundation. Apache Kafka is its trademark.

track-why-a-log = Why a log
track-records = Records, topics, offsets
track-partitions = Partitions
track-groups = Consumer groups
track-writes = Write guarantees
track-reads = Read guarantees
track-replication = Replication and control
track-log = Life of a log
track-schemas = Avro and schemas
track-streams = Streams
track-design = Design
track-break-it = Break it
track-sandbox = Sandbox
