# In flight
flights-none = Nothing is on its way right now.
flights-label = Messages in flight, the next to arrive first
flights-message = Message
flights-act = Act
flights-request = request
flights-response = response
flights-handshake = connection
flights-parked = held up
flights-drop-this = Drop { $what } from { $from } to { $to }
flights-more = { $count ->
    [one] And one more.
   *[other] And { NUMBER($count) } more.
}

kind-produce = Produce: records into a log
kind-fetch = Fetch: records out of it
kind-group = Group and offset commits
kind-replication = Replication between brokers
kind-control = Metadata, heartbeats, connections
flights-more-deeds = What else can be done to { $what } from { $from } to { $to }
