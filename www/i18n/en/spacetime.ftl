# The space-time diagram

deck-diagram = Diagram
diagram-label = Space-time diagram from { $from } to { $to }: a lane for each node, time runs downwards
diagram-range = Stretch
diagram-last = { $seconds ->
    [one] the last second
   *[other] the last { $seconds } seconds
}
diagram-between = from – to
diagram-from = From (s)
diagram-to = To (s)
diagram-traffic = Messages ({ $on } of { $all })
diagram-nodes = Lanes ({ $on } of { $all })
diagram-save = Save SVG
diagram-saved-as = logarium-{ $lab }.svg
diagram-copy = Copy Mermaid
diagram-copied = Mermaid text copied.
diagram-take = The browser does not let the page use the clipboard. Copy this Mermaid text:
diagram-waits = Time runs: the diagram is drawn anew when it rests.
diagram-shortened = There is more than can be drawn: it begins at { $from }.
diagram-lanes = { $count ->
    [one] One more node takes part. Leave some out to see others.
   *[other] { NUMBER($count) } more nodes take part. Leave some out to see others.
}
diagram-empty = Nothing of this was on its way in this stretch. Press play, or choose more.
diagram-list = { $count ->
    [0] No messages
    [one] The message in words
   *[other] The { NUMBER($count) } messages in words
}
diagram-legend = Signs
diagram-dashed = an answer
diagram-tip-head = arrived
diagram-tip-bar = nobody took it
diagram-tip-cross = lost
diagram-tip-bars = held up
diagram-tip-ring = on its way
diagram-message = { $name }
diagram-answer = answer to { $name }
diagram-carrying = { $what } ({ $detail })
diagram-arrived = { $what }: from { $from } to { $to }, sent { $sent }, arrived { $at }, after { $took }
diagram-untaken = { $what }: from { $from } to { $to }, sent { $sent }, came there { $at }, and nobody took it
diagram-lost = { $what }: from { $from } to { $to }, sent { $sent }, lost { $at }
diagram-held-up = { $what }: from { $from } to { $to }, sent { $sent }, held up
diagram-under-way = { $what }: from { $from } to { $to }, sent { $sent }, on its way
traffic-produce = Produce
traffic-fetch = Fetch: consumers, with records
traffic-replication = Fetch: followers, with records
traffic-group = Groups and offsets
traffic-outside = Without Kafka
traffic-control = Metadata, controllers, admin
traffic-polling = Fetch: nothing yet
traffic-heartbeat = Heartbeats
traffic-connection = TCP connections
