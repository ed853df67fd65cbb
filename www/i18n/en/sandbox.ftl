# The sandbox

sandbox-title = Sandbox
sandbox-lead = Build a cluster of your own, run it, and break it. What you make stays in this browser; a file or a link takes it elsewhere.
sandbox-kept = Your scenarios
sandbox-none = Nothing is kept yet. Begin with one of these.
sandbox-new = Begin
sandbox-begin = Begin
sandbox-untitled = From nothing
sandbox-blank-what = One broker, no topics, no clients.
sandbox-delete = Delete { $title }
sandbox-from-lab = With the cluster of a lab
sandbox-import = Open a scenario from a file
sandbox-refused = This file is no scenario:
sandbox-open = Open in the sandbox
template-one-broker = One broker
template-one-broker-what = A topic, a producer and a consumer in a group.
template-three-brokers = Three brokers
template-three-brokers-what = Three replicas of each partition, min.insync.replicas=2, two consumers share the work.
template-racks = Racks
template-racks-what = Brokers in three racks; a consumer reads from the replica in its own.
template-applications = Two applications, one ledger
template-applications-what = One commits before it processes, the other afterwards. Crash them and compare.
template-without-kafka = Without Kafka
template-without-kafka-what = A server that pushes to a fast and to a slow receiver, out of bounded buffers.
lost-scenario = No scenario “{ $name }” is kept in this browser
setup-title = Title
setup-undo = Undo
setup-redo = Do again
setup-export = Save the scenario as a file
setup-hint = A change takes effect at once: the run is played again in the changed cluster, with all that you did, up to this moment.
setup-problems = { $count ->
    [one] One thing is wrong; until it is mended, the cluster stays as it was:
   *[other] { $count } things are wrong; until they are mended, the cluster stays as it was:
}
setup-wrong = { $count ->
    [one] One thing is wrong here
   *[other] { $count } things are wrong here
}
setup-losses = Not all that you did can be done in the changed cluster
setup-run = Run
setup-cluster = All brokers and the network
setup-brokers = Brokers
setup-topics = Topics
setup-clients = Clients
setup-add-broker = Add a broker
setup-add-topic = Add a topic
setup-add-producer = Add a producer
setup-add-consumer = Add a consumer
setup-add-group = Add a consumer in a new group
setup-add-sink = Add a sink
setup-add-sender = Add a sender without Kafka
setup-add-receiver = Add a receiver without Kafka
setup-add-pusher = Add a pushing server
setup-add-registry = Add a schema registry
setup-add = Add { $name }
setup-name = Name
setup-remove = Remove { $name }
setup-leave-out = Leave out { $name }
setup-config = Set another config
setup-words = Takes: { $words }.
setup-range = Takes { $least } to { $most }.
